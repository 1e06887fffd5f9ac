// Built-in policies that prevent what Unbroken detects. Assigned at the subscription; off unless asked for.
targetScope = 'subscription'

@description('Disks that could be exported over a public network are refused.')
param denyPublicDiskAccess bool
@description('OS and data disks without a customer-managed key are refused.')
param requireCustomerKey bool
@description('Audit first shows what Deny would refuse.')
@allowed(['Audit', 'Deny'])
param effect string

// Versions and rules as read in Azure/azure-policy: docs/restrict-disk-export.md.
resource publicAccess 'Microsoft.Authorization/policyAssignments@2024-04-01' = if (denyPublicDiskAccess) {
  name: 'unbroken-disk-public'
  properties: {
    displayName: 'Unbroken: managed disks should disable public network access'
    policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '8405fdab-1faf-48aa-b702-999c9c172094')
    parameters: { effect: { value: effect } }
    nonComplianceMessages: [
      { message: 'Set networkAccessPolicy to DenyAll, or AllowPrivate with publicNetworkAccess Disabled.' }
    ]
  }
}

resource customerKey 'Microsoft.Authorization/policyAssignments@2024-04-01' = if (requireCustomerKey) {
  name: 'unbroken-disk-cmk'
  properties: {
    displayName: 'Unbroken: OS and data disks should be encrypted with a customer-managed key'
    policyDefinitionId: tenantResourceId('Microsoft.Authorization/policyDefinitions', '702dd420-7fcc-42c5-afe8-4026edd20fe0')
    parameters: { effect: { value: effect } }
    nonComplianceMessages: [{ message: 'Give the disk a disk encryption set with a customer-managed key.' }]
  }
}

output ids array = concat(
  denyPublicDiskAccess ? [publicAccess.id] : [],
  requireCustomerKey ? [customerKey.id] : []
)
