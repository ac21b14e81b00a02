/*
 * Loaded into a server before its entry point: tells its parent, when asked, what it has used.
 */

const answers: Readonly<Record<string, () => number>> = {
  cpuMs: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1_000;
  },
  residentBytes: () => process.memoryUsage().rss,
  keptBytes: () => {
    globalThis.gc?.();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  },
};

process.on('message', (question) => process.send?.(answers[String(question)]?.()));
// Asking keeps no server alive that is told to stop.
process.channel?.unref();
