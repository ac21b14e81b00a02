/** Something to do; what is of one group is done one after the other. */
export interface Task<Result> {
  readonly group: string;
  readonly run: () => Promise<Result>;
}

/** Does all tasks, at most `abreast` at once, and answers in their order. Waits for all that have begun before it throws the first failure. */
export const inGroups = async <Result>(tasks: readonly Task<Result>[], abreast: number): Promise<Result[]> => {
  const results: Result[] = [];
  const groups = new Map<string, { readonly index: number; readonly task: Task<Result> }[]>();
  for (const [index, task] of tasks.entries()) {
    const group = groups.get(task.group);
    if (group === undefined) groups.set(task.group, [{ index, task }]);
    else group.push({ index, task });
  }
  const waiting = groups.values();
  let failed = false;
  const worker = async (): Promise<void> => {
    for (const group of waiting) {
      for (const { index, task } of group) {
        if (failed) return;
        try {
          results[index] = await task.run();
        } catch (error) {
          failed = true;
          throw error;
        }
      }
    }
  };
  const workers = await Promise.allSettled(Array.from({ length: abreast }, worker));
  for (const outcome of workers) if (outcome.status === 'rejected') throw outcome.reason;
  return results;
};
