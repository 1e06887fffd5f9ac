/**
 * The Azure clouds and their addresses.
 * @see https://learn.microsoft.com/azure/azure-government/compare-azure-government-global-azure#guidance-for-developers
 * @see https://learn.microsoft.com/azure/china/resources-developer-guide
 */
export const CLOUDS = {
  AzureCloud: {
    endpoint: 'https://management.azure.com',
    audience: 'https://management.azure.com/.default',
    authorityHost: 'https://login.microsoftonline.com',
    portal: 'https://portal.azure.com',
    storageSuffix: 'core.windows.net',
  },
  AzureUSGovernment: {
    endpoint: 'https://management.usgovcloudapi.net',
    audience: 'https://management.usgovcloudapi.net/.default',
    authorityHost: 'https://login.microsoftonline.us',
    portal: 'https://portal.azure.us',
    storageSuffix: 'core.usgovcloudapi.net',
  },
  AzureChinaCloud: {
    endpoint: 'https://management.chinacloudapi.cn',
    audience: 'https://management.chinacloudapi.cn/.default',
    authorityHost: 'https://login.chinacloudapi.cn',
    portal: 'https://portal.azure.cn',
    storageSuffix: 'core.chinacloudapi.cn',
  },
} as const;

export type CloudName = keyof typeof CLOUDS;
