/** The wait after so many failures before (from 0), ms: doubled each time, up to the longest. */
export const backOffMs = (firstMs: number, longestMs: number, failures: number): number => Math.min(longestMs, firstMs * 2 ** Math.min(failures, 10));
