/** Names within a resource id, as Azure wrote them, to be handed to an SDK client. */
export interface ArmPath {
  readonly subscription: string;
  readonly resourceGroup: string;
  /** The name after a segment such as `vaults`; an empty string when the id has none. */
  readonly after: (segment: string) => string;
}

export function armPath(resourceId: string): ArmPath {
  const segments = resourceId.split('/');
  const folded = segments.map((segment) => segment.toLowerCase());
  const after = (segment: string): string => {
    const at = folded.lastIndexOf(segment.toLowerCase());
    return at < 0 ? '' : (segments[at + 1] ?? '');
  };
  return { subscription: after('subscriptions').toLowerCase(), resourceGroup: after('resourceGroups'), after };
}
