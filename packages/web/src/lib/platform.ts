const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** How a shortcut is written on this machine. */
export function shortcutText(letter: string): string {
  return isApple ? `⌘${letter.toUpperCase()}` : `Ctrl+${letter.toUpperCase()}`;
}

/** Phones and tablets have no screen to share with. */
export const canShareScreen =
  "mediaDevices" in navigator && "getDisplayMedia" in navigator.mediaDevices;

export const canChooseSpeaker = "setSinkId" in HTMLMediaElement.prototype;
