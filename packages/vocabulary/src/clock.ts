/** The time as a value to hand in, so that decisions can be replayed. */
export interface Clock {
  now(): Date;
}
