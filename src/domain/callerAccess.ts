/** A role assignment of the identity that asked Azure, with what the role allows, as Azure wrote it. */
export interface CallerGrant {
  /** As Azure wrote it. */
  readonly assignmentId: string;
  readonly scope: string;
  readonly roleName: string | undefined;
  readonly roleDefinitionId: string;
  /** False where the role's definition was not among those read: it may allow anything. */
  readonly roleRead: boolean;
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly dataActions: readonly string[];
  readonly notDataActions: readonly string[];
  readonly conditional: boolean;
  /** Those of its actions that do more than read: all that do not end in `/read`. */
  readonly beyondReading: readonly string[];
}

/** What the identity that asked Azure may do there: the proof that it only reads. Never changes a verdict. */
export interface CallerAccess {
  /** Lower-cased object id; undefined where the token did not say. */
  readonly objectId: string | undefined;
  /** `readOnly`: at least one role, every one read, none beyond reading. `unknown` where that cannot be told. */
  readonly result: 'readOnly' | 'beyondReading' | 'unknown';
  /** One sentence, ending with a period. */
  readonly because: string;
  /** Sorted by scope, then assignment. */
  readonly grants: readonly CallerGrant[];
  /** Role assignments of groups in scope: whether the identity is a member cannot be seen. */
  readonly groupAssignments: number;
}
