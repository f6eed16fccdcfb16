/** The source of the current time. It is passed in, so that tests and replays control it. */
export interface Clock {
  now(): Date;
}
