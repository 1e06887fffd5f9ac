import type { ArmDocument } from '../../tenant.ts';

/** Site Recovery's Mobility service, or the snapshots of Azure Backup. */
type Service = 'siteRecovery' | 'backup';

interface Extension {
  readonly name: string;
  readonly publisher: string;
  readonly type: string;
  readonly version: string;
}

const EXTENSIONS: Readonly<Record<Service, Readonly<Record<'Windows' | 'Linux', Extension>>>> = {
  siteRecovery: {
    Windows: {
      name: 'SiteRecovery-Windows',
      publisher: 'Microsoft.Azure.RecoveryServices.SiteRecovery',
      type: 'Windows',
      version: '1.0',
    },
    Linux: {
      name: 'SiteRecovery-Linux',
      publisher: 'Microsoft.Azure.RecoveryServices.SiteRecovery',
      type: 'Linux',
      version: '1.0',
    },
  },
  backup: {
    Windows: {
      name: 'VMSnapshot',
      publisher: 'Microsoft.Azure.RecoveryServices',
      type: 'VMSnapshot',
      version: '1.0',
    },
    Linux: {
      name: 'VMSnapshotLinux',
      publisher: 'Microsoft.Azure.RecoveryServices',
      type: 'VMSnapshotLinux',
      version: '1.0',
    },
  },
};

/**
 * The extension by which a VM shows that a service works inside it: with Site Recovery always, with Azure Backup unless it works without an
 * agent. It can stay behind after protection ends.
 * @see https://learn.microsoft.com/azure/site-recovery/azure-to-azure-autoupdate
 */
export function serviceExtensionDocument(
  service: Service,
  machine: { readonly id: string; readonly location: string; readonly osType: 'Windows' | 'Linux' },
): ArmDocument {
  const { name, publisher, type, version } = EXTENSIONS[service][machine.osType];
  return {
    name,
    id: `${machine.id}/extensions/${name}`,
    type: 'Microsoft.Compute/virtualMachines/extensions',
    location: machine.location,
    properties: {
      autoUpgradeMinorVersion: true,
      provisioningState: 'Succeeded',
      publisher,
      type,
      typeHandlerVersion: version,
      settings: {},
    },
  };
}
