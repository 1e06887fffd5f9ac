/**
 * Azure's vocabulary, as far as a redacted pack may show it: a word that is not here is somebody's, and is replaced. The list is
 * closed on purpose. A word that Azure adds later becomes a pseudonym, which no check knows either.
 */

/** Providers, types of resources and operations, as they stand in ids, types and roles. */
const TYPES = `
action alertrules artifacttypes authorization automation automationaccounts azure azureresiliencemanagement backup backupconfig
backupencryptionconfigs backupfabrics backupinstances backuppolicies backupprotecteditems backupresourcevaultconfigs
backupstorageconfig backupvaults batchaccounts blobservices blueprint blueprintassignments bookmark capacityreservationgroups
certificates checknameavailability descendants classic classicadministrators classiccompute classicstorage communitygalleries compute consumption
containers containerservice costmanagement dataprotection dbformysql dbforpostgresql deletedvaults denyassignments deployments
deploymentscripts diagnosticsettings diskaccesses diskencryptionsets diskrestorepoints disks elevateaccess eventgrid eventhub
eventsubscriptions extensions features firewallrules flexibleservers galleries hostgroups hosts hybridcompute images insights
instances jobs keyrotationpolicies keys keyvault keyvaultmanagedhsm locations locks logic machines managedclusters managedhsm
managedhsms managedidentities managedidentity managedservices management managementgroups metricalerts metricdefinitions metrics
microsoft monitor network networkinterfaces networksecuritygroups offers operationalinsights operationresults operations
operationsmanagement operationstatuses plans policy policyassignments policydefinitions policyexemptions policyinsights
policysetdefinitions privateendpointconnections privateendpoints protectableitems protecteditems protectioncontainermappings
protectioncontainers providers proximityplacementgroups publicipaddresses publishers recoverypoints recoveryservices
registrationassignments registrationdefinitions replicationfabrics replicationjobs replicationlogicalnetworks
replicationnetworkmappings replicationnetworks replicationpolicies replicationprotecteditems replicationprotectionclusters
replicationprotectioncontainers replicationrecoveryplans replicationrecoveryservicesproviders resourcegraph resourcegroups
resourcehealth resources restorepointcollections restorepoints roleassignments roledefinitions rolemanagementpolicies runbooks
runcommands saskeys secrets security servicebus share skus snapshots sql start status storage storageaccounts storageinsightconfigs
subnets subscriptions support tenants usages userassignedidentities vaults versions virtualmachines virtualmachinescalesets
virtualnetworks vmextensions web workbooks workspaces
api assign begingetaccess cancel capture convert create deallocate decrypt delete deploy disassociate download encrypt endgetaccess exists
export generalize get getrotationpolicy getsecret import join list listkeys manage move poweroff purge query read reapply recover redeploy register
release restart restore retrievesasuris revoke rotate set setrotationpolicy sign simulate stop unregister unwrap unwrapkey update verify wrap wrapkey
write actionmatches and not or exists subattributes stringequals principal resource request environment attributes
backupjobs iaasvmcontainer iaasvmcontainerv2
`;

/** Values of Azure's enums and open lists. */
const VALUES = `
a2a accountadministrator actionrequired actionsuggested active activesas activesasfrozen activeupload activedirectory adhoc adedisk
ade akvbuiltinrole all allow allowall allowprivate alwayson appconsistent archivedrp attach attached automatic
automationrunbookactiondetails available availablewithinstantaccess azureactivedirectory azurediskencryption azurediskencryptionforlinux azurefabric azureiaasvm
azureoperationalstoreparameters azureservices azurestorage backupinstance backupsuspended backupschedulessuspended
backupssuspended basic builtinrole cancelled cancelling coadministrator completed completedwithwarnings confidentialvm
confidentialvmencryptedwithcustomerkey configurebackup configuringprotection configuringprotectionfailed copy copyfromsansnapshot copysourcenotfound
copystart created creating critical crashconsistent crossregionrestore crossinstancereplicated customermanaged customrole data
datadisk deallocated deallocating default deleted deletebackupdata deleting denied deny denyall disableencryption disabled
disablebackup disablingfailed disablingprotection diskencryptedwithcustomerkey diskencryptedwithplatformkey diskwithvmgueststate
donotenforce doublepass ec empty enableencryption enableencryptionformat enableencryptionformatall enabled enablingfailed
enablingprotection encryptionatrestwithcustomerkey encryptionatrestwithexternalkey encryptionatrestwithplatformandcustomerkeys
encryptionatrestwithplatformkey enforced expired failed failedoverwithtestfailover filesystemconsistent foreigngroup frozen
fromimage full fullbackup georedundant good group grs gzrs hardenedrp healthy high hsm hypervreplicaazure hypervsite iaasvm
importsecure incremental information initialreplicationcompletedonprimary initialreplicationcompletedonrecovery
initialreplicationfailed initialreplicationinprogress initialreplicationpending initialreplicationprimarycompletionpending
initialreplicationrecoverycompletionpending initialreplicationstatesbegin initialreplicationstatesend instantaccess inmage inmageazurev2
inmagercm inprogress instantrp invalid irpending key lightweight linux local locallyredundant locked low lrs machine
manualactiondetails markedfordeletion medium microsoftmanaged mitigated moved movestarted neverexpires none nonpersistedtpm normal
notactivated notapplicable notencrypted notenabled notprotected notsupported notstarted off oct on onepassencrypted
onesecuredtpm operationalstore os osdisk partial partiallyfailed partiallysucceeded passed pastdue pending planned
plannedfailover plannedfailovercommitpendingstatesbegin plannedfailovercommitpendingstatesend plannedfailovercommitted
plannedfailovercompleted plannedfailovercompleting plannedfailovercompletionfailed plannedfailoverfailed plannedfailoverinitiated
platform poor powerstate premium premiumv2 primary primarytorecovery protected protectedsubscription protectionconfigured
protectionerror protectionpaused protectionstopped provisioning purgeable ragrs ragzrs readonly ready readytoupload recoverable
recovery recoverytoprimary registeringdns rehydrated rejected replicationfailed reprotectfailed reprotectinitiated reserved
restoredisks rs0 rsa running scheduled scriptactiondetails secondary secured securedbyperimeter serviceadministrator
serviceprincipal singlepass softdeleted softdeleting stale standard standardssd starting stopped stopping suspended succeeded
supported systemassigned systemdefined testfailover threepass tls1 trustedlaunch twopassencrypted ultrassd unattached unhealthy
unknown unlocked unmanaged unplanned unplannedfailover unplannedfailovercommitpendingstatesbegin
unplannedfailovercommitpendingstatesend unplannedfailovercommitted unplannedfailovercompleted unplannedfailovercompleting
unplannedfailovercompletionfailed unplannedfailoverfailed unplannedfailoverinitiated unprotectedstatesbegin unprotectedstatesend
updating upload uploadpreparedsecure user userassigned valid validating vaultarchive vaultstandard vaultstore
vmgueststateonlyencryptedwithplatformkey vmwarecbt vm waitingforcompletion waitingforfinalizeprotection waiver warned warning
siterecovery vmsnapshot vmsnapshotlinux windows zoneredundant zrs protectiondisabled consistent
alerts backupdisk disk jobtype recoverdisks recoverdisk virtualmachine createvm alternatelocation originallocation true false
`;

/** Codes of Azure's errors. */
const CODES = `
authenticationfailed authorizationfailed badrequest cloudinternalerror conflict expiredauthenticationtoken forbidden gatewaytimeout
internalservererror invalidauthenticationtoken invalidauthenticationtokentenant invalidresourcetype keydisabled keyexpired
keynotfound linkedauthorizationfailed managedserviceidentitynotfound locationnotfound managedhsmnotfound
managementgroupnotfound nestedresourcenotfound noregisteredproviderfound notfound parentresourcenotfound
novalidsubscriptionsinqueryrequest ratelimiting rbacaccessdenied resourcegroupnotfound resourcenotfound resourcerequeststhrottled secretnotfound
responsepayloadtoolarge serviceunavailable subscriptionnotfound toomanyrequests usererrordiskbackupmissingpermissions
vaultnotfound keyvaultaccessforbidden
`;

const REGIONS = `
asia asiapacific australia australiacentral australiacentral2 australiaeast australiasoutheast austriaeast belgiumcentral brazil
brazilsouth brazilsoutheast canada canadacentral canadaeast centralindia centralus centraluseuap chilecentral chinaeast chinaeast2
chinaeast3 chinanorth chinanorth2 chinanorth3 denmarkeast eastasia eastus eastus2 eastus2euap europe francecentral francesouth
germanynorth germanywestcentral global india indonesiacentral israelcentral italynorth japan japaneast japanwest jioindiacentral
jioindiawest korea koreacentral koreasouth malaysiawest mexicocentral newzealandnorth northcentralus northeurope norwayeast
norwaywest polandcentral qatarcentral southafricanorth southafricawest southcentralus southeastasia southindia spaincentral
swedencentral swedensouth switzerlandnorth switzerlandwest uaecentral uaenorth uksouth ukwest usdodcentral usdodeast usgovarizona
usgovtexas usgovvirginia westcentralus westeurope westindia westus westus2 westus3
`;

const words = (text: string): readonly string[] => text.split(/\s+/).filter((word) => word !== '');

/** In lower case. */
export const REGION_NAMES: ReadonlySet<string> = new Set(words(REGIONS));
/** In lower case, each of letters and digits alone: `EncryptionAtRestWithCustomerKey`, but `Premium` and `LRS`. */
export const AZURE_WORDS: ReadonlySet<string> = new Set([TYPES, VALUES, CODES, REGIONS].flatMap(words));

/** `Standard_D4s_v5`, `Standard_E96-48ads_v6`. @see https://learn.microsoft.com/azure/virtual-machines/vm-naming-conventions */
export const MACHINE_SIZE =
  /^(?:standard|basic)_[a-z]{1,3}\d{1,3}(?:-\d{1,3})?[a-z]{0,5}(?:_[a-z]\d{1,3}[a-z]{0,4})?(?:_v\d{1,2})?$/i;

/** Ends of the names of Azure's hosts, in its clouds. What stands before is somebody's. */
export const HOST_ENDS: readonly string[] = [
  'core.windows.net',
  'core.usgovcloudapi.net',
  'core.chinacloudapi.cn',
  'storage.azure.net',
  'vault.azure.net',
  'vault.usgovcloudapi.net',
  'vault.azure.cn',
  'managedhsm.azure.net',
  'managedhsm.usgovcloudapi.net',
  'managedhsm.azure.cn',
]
  .flatMap((end) =>
    /^core|^storage/.test(end) ? [`blob.${end}`, `queue.${end}`, `table.${end}`, `file.${end}`] : [end],
  )
  .sort();

/** @see https://learn.microsoft.com/azure/role-based-access-control/built-in-roles */
export const BUILT_IN_ROLES: ReadonlySet<string> = new Set(
  [
    'Backup Contributor',
    'Backup MUA Admin',
    'Backup MUA Operator',
    'Backup Operator',
    'Backup Reader',
    'Compute Gallery Artifacts Publisher',
    'Contributor',
    'Data Operator for Managed Disks',
    'Disk Backup Reader',
    'Disk Pool Operator',
    'Disk Restore Operator',
    'Disk Snapshot Contributor',
    'Key Vault Administrator',
    'Key Vault Certificates Officer',
    'Key Vault Contributor',
    'Key Vault Crypto Officer',
    'Key Vault Crypto Service Encryption User',
    'Key Vault Crypto Service Release User',
    'Key Vault Crypto User',
    'Key Vault Data Access Administrator',
    'Key Vault Purge Operator',
    'Key Vault Reader',
    'Key Vault Secrets Officer',
    'Key Vault Secrets User',
    'Log Analytics Reader',
    'Managed Application Contributor Role',
    'Managed HSM contributor',
    'Managed Identity Operator',
    'Management Group Contributor',
    'Management Group Reader',
    'Monitoring Reader',
    'Owner',
    'Reader',
    'Reservations Administrator',
    'Resource Policy Contributor',
    'Role Based Access Control Administrator',
    'Security Admin',
    'Security Reader',
    'Site Recovery Contributor',
    'Site Recovery Operator',
    'Site Recovery Reader',
    'Storage Account Contributor',
    'Storage Blob Data Contributor',
    'Storage Blob Data Owner',
    'Storage Blob Data Reader',
    'User Access Administrator',
    'VM Restore Operator',
    'Virtual Machine Administrator Login',
    'Virtual Machine Contributor',
    'Virtual Machine User Login',
  ].map((name) => name.toLowerCase()),
);
