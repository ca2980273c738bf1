/** Whether an address can be made with it: a name or an IP address, and a port. Names that are none are answered, not resolved. */
export const isHost = (host: string): boolean =>
  /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i.test(host) && URL.canParse(`http://${host}`);
