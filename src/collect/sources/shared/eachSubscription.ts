import { armId } from '../../../domain/armId.ts';
import type { ArmCall, Given } from '../../defineSource.ts';

/**
 * A list of each subscription that is read, for what neither Resource Graph nor a client among the dependencies has.
 * @param what in words, before “of subscription …”
 * @param path below the subscription, with its api-version
 */
export function ofEachSubscription(what: string, path: string): (given: Given<never>) => Generator<ArmCall> {
  return function* ({ subscriptions }) {
    for (const subscription of subscriptions) {
      const scope = `/subscriptions/${subscription}`;
      yield {
        about: armId(scope),
        onlyThat: false,
        what: `${what} of subscription ${subscription}`,
        shape: 'list',
        call: (arm, options) => arm.get(`${scope}/providers/${path}`, options),
      };
    }
  };
}
