/**
 * Whether the session is one of Wayland. There a program grabs no keys: it asks the desktop's portal, which may want its user's consent,
 * may give other keys, or none (electron/electron#45607).
 */
export function isWayland(platform: string, env: Readonly<Record<string, string | undefined>>): boolean {
  const { XDG_SESSION_TYPE: session, WAYLAND_DISPLAY: display } = env;
  return platform === 'linux' && (session === 'wayland' || Boolean(display));
}
