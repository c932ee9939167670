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
  /** What one client may miss and still resume: frames for all members, and frames for it alone. */
  resumeFrames: 1000,
  resumeBytes: 1024 * 1024,
  directFrames: 500,
  directBytes: 512 * 1024,
  /** Answers that are kept to be repeated after a break. */
  answersKept: 200,
  ticketMs: MINUTE,

  // HTTP
  bodyBytes: 16 * 1024,
  /** How much of a body that is too large is read all the same, so that its sender gets the answer. */
  bodyDroppedBytes: 1024 * 1024,
  requestTimeoutMs: 30 * SECOND,
  /** How long it is believed that the database works or not, and how long it may take to answer. */
  probeMs: SECOND,
  probeTimeoutMs: 800,
  /** How long a stopping server waits for requests in progress. */
  httpCloseTimeoutMs: 5 * SECOND,
  sessionMs: 14 * DAY,
  guestMs: 30 * DAY,
  /** Of what a browser says of itself. */
  userAgentLength: 256,
  accessTokenMs: 10 * MINUTE,
  refreshTokenMs: 30 * DAY,
  /** How long a key signs access tokens, and how long it is published after that. */
  signingKeyMs: 30 * DAY,
  signingKeyKeptMs: DAY,
  /** A node publishes a key that another one made after so long at most. */
  signingKeysFreshMs: 2 * SECOND,
  /** How long others may keep the public keys, and browsers what CORS allows. */
  publicKeysMaxAgeMs: 5 * MINUTE,
  corsMaxAgeMs: 10 * MINUTE,
  /** How often what is past its keeping time is removed. */
  sweepMs: 60 * MINUTE,
  /** Rows of a page when the request does not say, and at most. */
  pageRows: { usual: 50, max: 200 },
  /** Of the SECRET that signs tokens. */
  secretMinLength: 32,

  // Text
  nameLength: 64,
  usernameLength: 64,
  passwordLength: 1024,
  passwordMinStrict: 8,
  passwordMinTrial: 4,
  chatLength: 4000,
  emojiLength: 64,

  // Each password hash takes 46 MiB while it is computed.
  passwordHashesAtOnce: 2,
  passwordHashesWaiting: 128,

  // Rooms
  participantsPerRoom: 250,
  participantsPerMesh: 8,
  roomsPerAccount: 1000,
  expiresInSeconds: { min: 1, max: 31_622_400 },
  /** A room without an expiry of its own expires so long after its last meeting. */
  idleRoomMs: 90 * DAY,
  /** How long before its end a meeting is warned. */
  expiryWarningMs: { first: 5 * MINUTE, last: MINUTE },
  /** How long an expired or deleted room is still known, with its chat and attendance. */
  roomKeptMs: 30 * DAY,
  waitingPerRoom: 100,
  chatRowsPerRoom: 50_000,
  /** Messages that a room has at hand, and those that a welcome carries. */
  chatRecent: 250,
  chatInWelcome: 50,
  invitesPerRoom: 100,
  inviteUses: 10_000,
  /** Random codes tried before giving up; there are 26^10. */
  roomCodeAttempts: 5,

  // Per address, in a window
  addressWindowMs: 10 * MINUTE,
  registersPerAddress: 200,
  loginsPerAddress: 300,
  createsPerAddress: 300,
  joinsPerAddress: 2000,
  guestsPerAddress: 300,
  refreshesPerAddress: 1000,
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

  // Media. RFC 8843 lets a mid be any token; those of browsers are a few digits.
  midLength: 16,
  videoWidth: 8192,
  subscriptionsPerMessage: 1000,
  /** Lines of one `down` connection. */
  downVideoLines: 25,
  downAudioLines: 8,
  downScreenLines: 2,
  /** Media sections of a session description that is looked at. */
  sdpMediaLines: 64,
  /** Lines of text of a session description for the SFU; reading an unknown one takes 10 µs. */
  sdpTextLines: 3000,
  /** New connections and negotiations that one participant may ask the SFU for. */
  negotiations: { burst: 10, perSecond: 2 },
  /** RTP packets that one participant may send: camera, screen and probing take a third of it. */
  upPackets: { burst: 3000, perSecond: 3000 },
  /** Of these, sound of one track. RFC 6716 has no shorter frames than 2.5 ms. */
  soundPackets: { burst: 400, perSecond: 400 },
  /** RTCP packets that one receiver may send. */
  downReports: { burst: 1000, perSecond: 500 },
  /** What is sent again to one receiver; bits/s. */
  repairBps: 10_000_000,
  /** How long an offered connection may take to be answered and to come about. */
  transportOpenMs: 10 * SECOND,
  /** A connection that nothing was heard of for so long is closed. */
  transportSilenceMs: 30 * SECOND,
  /** Of a rewritten RTP packet: with IP, UDP and SRTP around it, it still fits any path. */
  rtpPacketBytes: 1200,
  /** SSRCs without a known track, after which a connection is closed. */
  unknownSsrcs: 64,
  /** What is kept of one stream to be sent again. */
  videoRingBytes: 256 * 1024,
  /** What is sent to a receiver before anything is known of its line, without audio; bits/s. */
  firstEstimateBps: 300_000,
  /** Above it, queued video is given up and no transport is taken on. */
  loopLagMs: 100,
  /**
   * How long TURN credentials let a browser make relays; those it has made live on. Clients ask for
   * others after half of it.
   */
  turnCredentialMs: 12 * 60 * MINUTE,
  /** Transports of one media worker. */
  transportsPerWorker: 1000,
  /** A media worker that has not said anything for so long is killed. */
  workerSilenceMs: 4 * SECOND,
  workerStartMs: 10 * SECOND,
  /** A media worker that dies again and again is started after `min`, then ever later. */
  workerRestartMs: { min: 100, max: 2 * SECOND },
  /** Who is heard is told this often at most. */
  speakersIntervalMs: 300,

  // The doctor
  /** How long one of its tokens opens what only the running server knows. */
  doctorTokenMs: 5 * MINUTE,
  /** How long it waits for an answer, and for a browser to open its page. */
  doctorAnswerMs: 5 * SECOND,
  doctorPageMs: 10 * MINUTE,
  /** Of its room, which goes with its account before that. */
  doctorRoomSeconds: 15 * 60,
  /** Of one sentence that a page tells it. */
  doctorTextLength: 600,

  // Storage
  /** How long a connection waits while another process holds the file's write lock. */
  databaseBusyMs: 5 * SECOND,
  /** How long a transaction may hold the writer, or do nothing on Postgres, until it is undone. */
  transactionMs: 10 * SECOND,
  /**
   * How many interactive transactions share one commit. Each makes everybody in the group wait for
   * some round trips between the threads, and a steady stream must not put the commit off for ever.
   */
  transactionsPerGroup: 32,
  preparedStatements: 256,
  /** Connections of one node to Postgres, which takes 100 of all programs unless told otherwise. */
  databaseConnections: 16,
  /** How long to wait for one of them. */
  databaseConnectMs: 5 * SECOND,
  /** How long Postgres may work on a statement, and how long it is waited for its answer. */
  databaseStatementMs: 5 * SECOND,
  databaseSilenceMs: 7 * SECOND,
  /** The same for a statement of a migration, which may have all rows of a table to go through. */
  migrationMs: 10 * MINUTE,
  /** While Postgres is away, what a room stores is tried again after such pauses, for so long. */
  storeAgainMs: { first: 100, most: 2 * SECOND },
  storePatienceMs: 2 * MINUTE,
  /** How many changes of one node may wait for that. */
  storesWaiting: 10_000,

  // A cluster
  /** A node speaks for its rooms for so long after Redis or Postgres has last heard of it. */
  leaseMs: 3 * SECOND,
  leaseRenewMs: SECOND,
  /** So much earlier it falls silent than others may take its rooms. */
  leaseMarginMs: 200,
  /** How long a node that is gone is still listed. */
  nodeKeptMs: DAY,
  /** The stays of a room whose node has been silent for so long, and that nobody took, are closed. */
  orphanMs: 10 * MINUTE,
  /** How long a connection to Redis may take, and an answer on it. */
  redisConnectMs: SECOND,
  redisCommandMs: SECOND,
  /** The pauses between attempts to reach Redis. */
  redisAgainMs: { first: 50, most: SECOND },
  /** How long Redis keeps a log that nobody renews, and how often its owner does. */
  journalKeptMs: 6 * 60 * MINUTE,
  journalRenewMs: 10 * MINUTE,
  /** Of a frame on a link to another node, and what may wait there to be written. */
  linkFrameBytes: 8 * 1024 * 1024,
  linkBufferedBytes: 64 * 1024 * 1024,
  /** Both ends of a link say something this often; one on which nothing is heard so long is ended. */
  linkPingMs: SECOND,
  linkSilenceMs: 3 * SECOND,
  linkRequestMs: 5 * SECOND,
  /** How long a new link may take, and how many may be under way to one node. */
  linkHandshakeMs: 2 * SECOND,
  linkHandshakes: 100,
  /** The same complaint about strangers is logged this often at most. */
  linkComplaintMs: MINUTE,
  /** Commands of one room that wait while its node may not speak for it. */
  commandsWaiting: 20_000,
  /** After so much of a room's log the room itself is written down again. */
  logEntries: 500,
  logBytes: 1024 * 1024,
  /** How long a room that moves to another node waits for what is being stored. */
  packUpMs: 3 * SECOND,
  /** How long a room is looked for while its owner is silent, and how often. */
  roomSearchMs: 9 * SECOND,
  roomSearchAgainMs: 100,
  /** A node that stops hands over so many rooms, and ends so many connections, at a time. */
  drainWave: { rooms: 5, connections: 50 },
  drainWaveMs: 100,
} as const;

/** The limits as plain numbers, so that a test can tighten or widen one. */
export type Limits = {
  readonly [K in keyof typeof LIMITS]: (typeof LIMITS)[K] extends number
    ? number
    : { readonly [F in keyof (typeof LIMITS)[K]]: number };
};
