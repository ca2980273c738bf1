/**
 * Whether a URL can be built with this host: a name or an IP address, and a port. Other hosts are refused, not
 * resolved.
 */
export const isHost = (host: string): boolean =>
  /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i.test(host) && URL.canParse(`http://${host}`);
