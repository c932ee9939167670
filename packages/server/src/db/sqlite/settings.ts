/** How long a connection waits while another process holds the file's write lock, in ms. */
export const BUSY_TIMEOUT_MS = 5000;

/** How long a transaction may hold the writer before it is rolled back, in ms. */
export const TRANSACTION_MS = 10_000;

/**
 * How many interactive transactions share one commit. Each of them makes everybody in the group
 * wait for some round trips between the threads, so a steady stream of them must not put the
 * commit off for ever.
 */
export const TRANSACTIONS_PER_GROUP = 32;

/** How many prepared statements a connection keeps. */
export const PREPARED_STATEMENTS = 256;
