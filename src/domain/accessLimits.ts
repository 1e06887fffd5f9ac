/** What the checks about access (EXP-03, EXP-04, CTL-01, CTL-02, KEY-05) cannot see, in words for the pack. */
export const ACCESS_LIMITS = [
  'Members of groups are not visible: a grant to a group outside the approved set is Unknown, not proven.',
  'Eligible assignments of Privileged Identity Management are not visible until they are activated.',
  'Global administrators of the directory can raise themselves to User Access Administrator of the tenant; directory roles are not read.',
  'Conditions are read only as far as they leave an operation alone; where one may stop it, the grant is Unknown.',
  'The access policies of a key vault list object ids without saying whether they are groups.',
  'A managed HSM has its own roles, inside it, which are not read.',
  'Whoever controls a virtual machine, or an identity that runs on one, can read what that machine and identity can read.',
  'A principal that was deleted from the directory still counts as long as its assignment is listed.',
] as const;
