/** A published set of controls, and the ones of it that bear on disk encryption, keys, backup and disaster recovery. */
interface FrameworkData {
  /** As a report names it. */
  readonly title: string;
  /** Where the ids and titles were read. */
  readonly source: string;
  /** What a reader has to know before leaning on it. */
  readonly note?: string;
  /** Title by control id; null where no source of the title was read. */
  readonly controls: Readonly<Record<string, string | null>>;
}

/**
 * Only ids that were read in a source (Azure Policy initiatives at Azure/azure-policy@f4a50bac, CIS benchmarks and ISO
 * annexes as published in open compliance mappings) stand here; what could not be verified is left out, not guessed.
 * A control that no check supports is listed too: a coverage table shows what is not covered.
 */
const DATA = {
  'MCSB v1': {
    title: 'Microsoft cloud security benchmark v1',
    source: 'Azure Policy initiative 1f3afdf9-d0c9-4c3d-847f-89da613e70a8, v57.56.0',
    controls: {
      'DP-4': 'Enable data at rest encryption by default',
      'DP-5': 'Use customer-managed key option in data at rest encryption when required',
      'DP-6': 'Use a secure key management process',
      'DP-8': 'Ensure security of key and certificate repository',
      'BR-1': null,
      'BR-2': null,
    },
  },
  'MCSB v2': {
    title: 'Microsoft cloud security benchmark v2 (preview)',
    source: 'Azure Policy initiative e3ec7e09-768c-4b64-882c-fcada3772047',
    controls: { 'DP-4': null, 'DP-5': null, 'DP-6': null, 'DP-8': null, 'NS-2': null, 'BR-1': null, 'BR-2': null },
  },
  'CIS Azure Foundations 2.1': {
    title: 'CIS Microsoft Azure Foundations Benchmark 2.1',
    source: 'prowler and steampipe-mod-azure-compliance; the same numbers as in 2.0',
    controls: {
      '7.2': null,
      '7.3': "'OS and Data' disks are encrypted with CMK",
      '7.4': "'Unattached disks' are encrypted with CMK",
      '7.7': null,
    },
  },
  'CIS Azure Foundations 3.0': {
    title: 'CIS Microsoft Azure Foundations Benchmark 3.0',
    source: 'prowler and steampipe-mod-azure-compliance',
    controls: { '8.2': null, '8.3': null, '8.4': null, '8.5': null, '8.9': null },
  },
  'CIS Azure Foundations 4.0': {
    title: 'CIS Microsoft Azure Foundations Benchmark 4.0',
    source: 'prowler cis_4.0',
    note: 'Holds no control of disk encryption: those moved to the CIS Microsoft Azure Compute Services Benchmark, whose numbers were not verified.',
    controls: { '9.3.1': null, '9.3.2': null, '9.3.5': 'Ensure the Key Vault is Recoverable', '9.3.9': null },
  },
  'CIS Azure Foundations 6.0': {
    title: 'CIS Microsoft Azure Foundations Benchmark 6.0',
    source: 'prowler cis_6.0; the same numbers as in 5.0',
    note: 'Holds no control of disk encryption: those moved to the CIS Microsoft Azure Compute Services Benchmark, whose numbers were not verified.',
    controls: { '8.3.1': null, '8.3.2': null, '8.3.5': null, '8.3.9': null },
  },
  'NIST SP 800-53 r5': {
    title: 'NIST SP 800-53 revision 5',
    source: 'Azure Policy initiatives 179d1daa-458f-4e47-8086-2a68d0d6c38f and 60205a79 (r5.1.1: CP-2, SC-13)',
    note: 'The initiative has a group CP-9(8) without any policy in it: checks here go beyond what Azure Policy evaluates.',
    controls: {
      'CP-2': null,
      'CP-6': 'Alternate Storage Site',
      'CP-6(1)': 'Separation from Primary Site',
      'CP-7': 'Alternate Processing Site',
      'CP-9': 'System Backup',
      'CP-9(8)': 'Cryptographic Protection',
      'SC-12': 'Cryptographic Key Establishment and Management',
      'SC-13': null,
      'SC-28': 'Protection of Information at Rest',
      'SC-28(1)': 'Cryptographic Protection',
    },
  },
  'ISO/IEC 27001:2022': {
    title: 'ISO/IEC 27001:2022, annex A',
    source: 'Azure Policy regulatory compliance and prowler iso27001_2022_azure',
    controls: {
      'A.5.29': null,
      'A.5.30': null,
      'A.5.33': null,
      'A.8.10': null,
      'A.8.13': 'Information backup',
      'A.8.14': 'Redundancy of information processing facilities',
      'A.8.24': 'Use of cryptography',
    },
  },
  'PCI DSS 4.0.1': {
    title: 'PCI DSS 4.0.1',
    source: 'Azure Policy initiative a06d5deb-24aa-4991-9d58-fa7563154e31',
    note: 'Requirement 3.5.1.2 limits disk-level encryption as the sole means for account data on non-removable media; read it before leaning on disk encryption alone.',
    controls: {
      '1.4.4': null,
      '3.5.1.1': null,
      '3.5.1.2': null,
      '3.6.1': null,
      '3.6.1.1': null,
      '3.7.1': null,
      '3.7.2': null,
      '3.7.3': null,
      '3.7.5': null,
      '3.7.6': null,
      '3.7.7': null,
      '3.7.8': null,
      '4.2.1': null,
      '6.3.3': null,
      '7.3.1': null,
      '12.10.1': null,
    },
  },
  'SOC 2': {
    title: 'SOC 2 trust services criteria',
    source: 'Azure Policy initiative 4054785f',
    controls: { 'A1.2': null, 'CC6.1': null, 'PI1.5': null },
  },
} as const satisfies Readonly<Record<string, FrameworkData>>;

export type FrameworkId = keyof typeof DATA;

/** `FRAMEWORK ID`, e.g. `NIST SP 800-53 r5 CP-9`: only what the data above holds. */
export type ControlName = { [F in FrameworkId]: `${F} ${keyof (typeof DATA)[F]['controls'] & string}` }[FrameworkId];

export interface Control {
  readonly name: ControlName;
  readonly framework: FrameworkId;
  readonly id: string;
  /** Null where no source of the title was read. */
  readonly title: string | null;
}

export interface Framework extends Omit<FrameworkData, 'controls'> {
  readonly id: FrameworkId;
  readonly controls: readonly Control[];
}

/** Every framework with its controls, in the order to show them. */
export const FRAMEWORKS: readonly Framework[] = Object.entries<FrameworkData>(DATA).map(([name, data]) => {
  const id = name as FrameworkId;
  const controls = Object.entries(data.controls).map(([control, title]): Control => ({
    name: `${id} ${control}` as ControlName,
    framework: id,
    id: control,
    title,
  }));
  return { ...data, id, controls };
});

/** For a baseline's choice: the names that it may list. */
export const FRAMEWORK_IDS: readonly FrameworkId[] = FRAMEWORKS.map(({ id }) => id);
