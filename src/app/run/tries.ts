/**
 * How often and how long the parts of a run are tried, and what follows for the lease of a run. host.json holds the times of
 * the engine itself; a test holds them together.
 */

/** Tries of a stage; after the last one the run has failed. */
export const MOST_TRIES = 5;
/** Seconds from one try of a stage to the next: together longer than most outages of a service that it needs. */
export const RETRY_SECONDS: readonly number[] = [60, 180, 540, 900];
/**
 * Seconds after which a try counts as failed though nothing was heard of it: longer than `functionTimeout`, and long
 * enough to wait behind the stages of another run. Only hosts that die under it come here.
 */
export const SILENT_SECONDS = 3_600;
/** Seconds to wait while another execution has the run, and how often before it is left to that one. */
export const BUSY_SECONDS = 300;
export const BUSY_WAITS = 50;
/** Slices of collecting after which an instance starts anew, so that its history stays short: each step reads all of it. */
export const MOST_SLICES = 100;

/** Seconds that a slice of collecting asks Azure. */
export const SLICE_SECONDS = 480;
/** Seconds that a slice keeps waiting for one of Azure's limits when nothing else is left to ask. */
export const LONGEST_WAIT_SECONDS = 60;

/** Seconds that a run is held without a sign of life. Between two stages of a run whose app died nothing renews it. */
export const LEASE_SECONDS = 240;
/** Seconds from one sign of life to the next: three may be lost without losing the run. */
export const RENEW_SECONDS = 60;
/** Seconds that the right to write the history is held: writing a large estate gives no sign of life for minutes. */
export const WRITER_SECONDS = 900;

/** Seconds after its last sign of life when the daily timer asks the engine about a run. */
export const LOST_SECONDS = 3_600;
/** Seconds after its last sign of life when a run that is under way counts as stuck: no limit of Azure's makes one wait so long. */
export const STUCK_SECONDS = 86_400;
/** How often the daily timer starts a lost run again before it is failed. */
export const MOST_TAKE_UPS = 2;
/** Days after its last change that the engine forgets an instance that has ended. */
export const INSTANCE_DAYS = 30;
