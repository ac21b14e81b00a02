/** One of the places in which a process answers so many requests at once: whoever only waits for what another makes gives it to others meanwhile. */
export interface WorkingPlace {
  /** From now on the request costs next to nothing. Twice is as good as once. */
  leave(): void;
  /** The request has work of its own again. Twice is as good as once. @throws AnswerError `UNAVAILABLE` where there is no place any more. */
  take(): void;
}
