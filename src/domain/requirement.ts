/** The seven questions that are answered for each disk. */
export const REQUIREMENTS = ['R1', 'R2', 'R3', 'R4', 'R5', 'R6', 'R7'] as const;
export type RequirementId = (typeof REQUIREMENTS)[number];

/** Each requirement as an auditor reads it. */
export const REQUIREMENT_TEXT: Readonly<Record<RequirementId, { readonly title: string; readonly question: string }>> =
  {
    R1: {
      title: 'Own keys',
      question:
        'Is the disk protected by a key that the organisation controls (customer-managed key, or ADE with a key encryption key)?',
    },
    R2: {
      title: 'Backup encrypted',
      question: 'Is every backup of the disk at least as well protected as the disk itself?',
    },
    R3: {
      title: 'Restore encrypted',
      question: 'Is a disk restored from backup at least as well protected as its source?',
    },
    R4: {
      title: 'DR copy encrypted',
      question: 'Is the disaster recovery copy at least as well protected as its source?',
    },
    R5: {
      title: 'Unreadable without keys',
      question: 'Is the stored data unreadable to anybody who does not hold the keys?',
    },
    R6: { title: 'Export blocked', question: 'Is a downloaded VHD unreadable, or is downloading blocked?' },
    R7: { title: 'Right method', question: 'Which encryption method is in force, and is it the right one?' },
  };
