import { type Logger, pino } from "pino";

/**
 * Levels: error, a fault of ours; warn, what an operator should look at; info, one line per change
 * in a life cycle; debug, what helps to find a fault. Secrets are never logged: cookies, passwords,
 * tickets and tokens do not reach a log call.
 */
export function createLog(level: string): Logger {
  return pino({ level, base: null });
}
