/** What makes two usernames the same: compatibility forms and case do not count (NFKC). */
export function usernameKey(username: string): string {
  return username.normalize("NFKC").toLowerCase();
}
