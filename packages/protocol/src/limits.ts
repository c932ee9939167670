const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

/**
 * Every limit of the system, declared once. Sizes are bytes when the name says so, else counts or
 * characters; everything that ends in `Ms` is milliseconds.
 */
export const LIMITS = {
  // The wire. A session description with 64 media lines is 38 KB.
  frameBytes: 128 * 1024,
  jsonDepth: 16,
  sdpLength: 120_000,
  candidateLength: 4096,
  messagesPerSecond: 30,
  messageBurst: 90,
  /** Messages refused with `rate_limited` in one overrun before the connection is closed. */
  messageOverrun: 90,
  /** Outgoing bytes that may wait for a slow reader. */
  bufferedBytes: 1024 * 1024,
  /** What `ws` may hold of one message that arrives in pieces. */
  wsFragments: 64,
  wsBufferedChunks: 256,
  wsCloseTimeoutMs: 5 * SECOND,
  connectionsPerPrincipal: 32,
  connectionsPerAddress: 1000,
  upgradeTimeoutMs: 5 * SECOND,
  heartbeatIntervalMs: 15 * SECOND,
  heartbeatTimeoutMs: 30 * SECOND,
  clientIdleMs: 20 * SECOND,
  clientPongMs: 5 * SECOND,
  /** How long a participant whose socket broke keeps its place. */
  graceMs: 30 * SECOND,
  /** Presence changes closer together than this travel in one frame. */
  presenceWindowMs: 25,
  ticketMs: MINUTE,
  /** Tickets that may wait to be used; beyond it the oldest lapse early. */
  tickets: 20_000,

  // HTTP
  bodyBytes: 16 * 1024,
  requestTimeoutMs: 30 * SECOND,
  /** How long a stopping server waits for requests in progress. */
  httpCloseTimeoutMs: 5 * SECOND,
  sessionMs: 14 * DAY,
  /** How often expired sessions are removed. */
  sessionSweepMs: 60 * MINUTE,
  /** Of the SECRET that signs tokens. */
  secretMinLength: 32,

  // Text
  nameLength: 64,
  usernameLength: 64,
  passwordLength: 1024,
  passwordMinStrict: 8,
  passwordMinTrial: 4,

  // Each password hash takes 46 MiB while it is computed.
  passwordHashesAtOnce: 2,
  passwordHashesWaiting: 128,

  // Rooms
  participantsPerRoom: 250,
  participantsPerMesh: 8,
  roomsPerAccount: 1000,
  expiresInSeconds: { min: 1, max: 31_622_400 },
  /** How long an expired room is still known as expired. */
  roomKeptMs: 30 * DAY,
  /** Random codes tried before giving up; there are 26^10. */
  roomCodeAttempts: 5,

  // Per address, in a window
  addressWindowMs: 10 * MINUTE,
  registersPerAddress: 200,
  loginsPerAddress: 300,
  createsPerAddress: 300,
  joinsPerAddress: 2000,
  unknownCodesPerAddress: 30,
  /** Keys that one counter remembers; beyond it the oldest are forgotten. */
  countedKeys: 20_000,

  // Wrong passwords, per account and address
  loginFailures: 10,
  loginFailureWindowMs: 30 * MINUTE,
  /** After so many failures an attempt waits `min`, then twice as long after each further one. */
  loginDelayMs: { min: 10 * SECOND, max: 15 * MINUTE },
  /** Wrong passwords for one account from anywhere, after which each answer takes longer. */
  accountLoginFailures: 100,
  accountSlowdownMs: 2 * SECOND,

  // Storage
  /** How long a connection waits while another process holds the file's write lock. */
  databaseBusyMs: 5 * SECOND,
  /** How long a transaction may hold the writer before it is rolled back. */
  transactionMs: 10 * SECOND,
  /**
   * How many interactive transactions share one commit. Each makes everybody in the group wait for
   * some round trips between the threads, and a steady stream must not put the commit off for ever.
   */
  transactionsPerGroup: 32,
  preparedStatements: 256,
} as const;

/** The limits as plain numbers, so that a test can tighten or widen one. */
export type Limits = {
  readonly [K in keyof typeof LIMITS]: (typeof LIMITS)[K] extends number
    ? number
    : { readonly [F in keyof (typeof LIMITS)[K]]: number };
};
