// Written to be complained about: shows that the linter of infra/bicepconfig.json is awake.
param unused string

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: 'careless'
}

output key string = account.listKeys().keys[0].value
