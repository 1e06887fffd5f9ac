/** Another execution has the run. Not a failure of the run: it is to be looked at again, for the other one may be dead. */
export class RunBusyError extends Error {
  override readonly name = 'RunBusyError';
}
