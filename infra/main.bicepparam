// Parameters from the environment: `azd env set NAME value`, or export them before `az deployment sub create`. Lists are
// separated by commas, without spaces; pairs are name=value,name=value.
using 'main.bicep'

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', 'unbroken')
param location = readEnvironmentVariable('AZURE_LOCATION', 'westeurope')
param tags = toObject(
  filter(split(readEnvironmentVariable('UNBROKEN_TAGS', ''), ','), pair => !empty(pair)),
  pair => split(pair, '=')[0],
  pair => join(skip(split(pair, '='), 1), '=')
)
param names = toObject(
  filter(split(readEnvironmentVariable('UNBROKEN_NAMES', ''), ','), pair => !empty(pair)),
  pair => split(pair, '=')[0],
  pair => join(skip(split(pair, '='), 1), '=')
)
param existingResourceGroup = readEnvironmentVariable('UNBROKEN_EXISTING_RESOURCE_GROUP', '')
param existingWorkspaceId = readEnvironmentVariable('UNBROKEN_EXISTING_WORKSPACE_ID', '')

param nodeVersion = readEnvironmentVariable('UNBROKEN_NODE_VERSION', '22')
param instanceMemoryMB = any(int(readEnvironmentVariable('UNBROKEN_INSTANCE_MEMORY_MB', '2048')))
param durableTaskScheduler = readEnvironmentVariable('UNBROKEN_DURABLE_TASK_SCHEDULER', 'none')
param storageSku = readEnvironmentVariable('UNBROKEN_STORAGE_SKU', 'Standard_ZRS')
param zoneRedundant = bool(readEnvironmentVariable('UNBROKEN_ZONE_REDUNDANT', 'false'))
param schedule = readEnvironmentVariable('UNBROKEN_SCHEDULE', '0 0 6 * * 1')
param managementGroups = filter(split(readEnvironmentVariable('UNBROKEN_MANAGEMENT_GROUPS', ''), ','), entry => !empty(entry))
param subscriptions = filter(split(readEnvironmentVariable('UNBROKEN_SUBSCRIPTIONS', ''), ','), entry => !empty(entry))
param assignEstateAccess = bool(readEnvironmentVariable('UNBROKEN_ASSIGN_ESTATE_ACCESS', 'true'))
param baseline = readEnvironmentVariable('UNBROKEN_BASELINE', '')
param ownerTag = readEnvironmentVariable('UNBROKEN_OWNER_TAG', '')
param timestampUrl = readEnvironmentVariable('UNBROKEN_TIMESTAMP_URL', '')
param historyRetentionYears = int(readEnvironmentVariable('UNBROKEN_RETENTION_YEARS', '7'))
param tablePrefix = readEnvironmentVariable('UNBROKEN_TABLE_PREFIX', 'Unbroken')
param crossCheckSize = int(readEnvironmentVariable('UNBROKEN_CROSS_CHECK_SIZE', '20'))
param timeBudget = readEnvironmentVariable('UNBROKEN_TIME_BUDGET', '160h')
param sampleSize = int(readEnvironmentVariable('UNBROKEN_SAMPLE_SIZE', '0'))

param mailFrom = readEnvironmentVariable('UNBROKEN_MAIL_FROM', '')
param mailTo = filter(split(readEnvironmentVariable('UNBROKEN_MAIL_TO', ''), ','), entry => !empty(entry))
param mailDomains = filter(split(readEnvironmentVariable('UNBROKEN_MAIL_DOMAINS', ''), ','), entry => !empty(entry))
param mailAttachmentLimitMB = int(readEnvironmentVariable('UNBROKEN_MAIL_ATTACHMENT_LIMIT_MB', '7'))
param smtpUrlSecretUri = readEnvironmentVariable('UNBROKEN_SMTP_URL_SECRET_URI', '')
param smtpOAuthScope = readEnvironmentVariable('UNBROKEN_SMTP_OAUTH_SCOPE', '')
param webhookUrlSecretUri = readEnvironmentVariable('UNBROKEN_WEBHOOK_URL_SECRET_URI', '')
param communicationServicesDomain = readEnvironmentVariable('UNBROKEN_COMMUNICATION_SERVICES_DOMAIN', 'none')
param communicationServicesDataLocation = readEnvironmentVariable('UNBROKEN_COMMUNICATION_SERVICES_DATA_LOCATION', 'Europe')

param entraClientId = readEnvironmentVariable('UNBROKEN_ENTRA_CLIENT_ID', '')
param httpScopes = filter(split(readEnvironmentVariable('UNBROKEN_HTTP_SCOPES', ''), ','), entry => !empty(entry))

param evidenceRetentionDays = int(readEnvironmentVariable('UNBROKEN_EVIDENCE_RETENTION_DAYS', '365'))
param lockEvidence = bool(readEnvironmentVariable('UNBROKEN_LOCK_EVIDENCE', 'false'))
param evidenceDeleteLock = bool(readEnvironmentVariable('UNBROKEN_EVIDENCE_DELETE_LOCK', 'true'))
param evidenceKey = readEnvironmentVariable('UNBROKEN_EVIDENCE_KEY', 'none')
param evidenceKeyIdentity = readEnvironmentVariable('UNBROKEN_EVIDENCE_KEY_IDENTITY', '')
param allowSharedKeyAccess = bool(readEnvironmentVariable('UNBROKEN_ALLOW_SHARED_KEY_ACCESS', 'false'))
param signingKey = bool(readEnvironmentVariable('UNBROKEN_SIGNING_KEY', 'false'))
param keyVault = bool(readEnvironmentVariable('UNBROKEN_KEY_VAULT', 'false'))

param privateNetworking = bool(readEnvironmentVariable('UNBROKEN_PRIVATE_NETWORKING', 'false'))
param addressPrefix = readEnvironmentVariable('UNBROKEN_ADDRESS_PREFIX', '10.90.0.0/24')
param existingAppSubnetId = readEnvironmentVariable('UNBROKEN_EXISTING_APP_SUBNET_ID', '')
param existingEndpointSubnetId = readEnvironmentVariable('UNBROKEN_EXISTING_ENDPOINT_SUBNET_ID', '')
param privateDnsZones = readEnvironmentVariable('UNBROKEN_PRIVATE_DNS_ZONES', 'create')
param allowedAddresses = filter(split(readEnvironmentVariable('UNBROKEN_ALLOWED_ADDRESSES', ''), ','), entry => !empty(entry))

param alertRecipients = filter(split(readEnvironmentVariable('UNBROKEN_ALERT_RECIPIENTS', ''), ','), entry => !empty(entry))
param logRetentionDays = int(readEnvironmentVariable('UNBROKEN_LOG_RETENTION_DAYS', '90'))

param denyPublicDiskAccess = bool(readEnvironmentVariable('UNBROKEN_DENY_PUBLIC_DISK_ACCESS', 'false'))
param requireCustomerKey = bool(readEnvironmentVariable('UNBROKEN_REQUIRE_CUSTOMER_KEY', 'false'))
param policyEffect = readEnvironmentVariable('UNBROKEN_POLICY_EFFECT', 'Audit')
