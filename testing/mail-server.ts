import PostalMime, { type Email } from "postal-mime";
import { SMTPServer } from "smtp-server";

/** A received e-mail: its envelope's recipient, its raw text and its parts. */
export type GotMail = { to: string; raw: string; mail: Email; at: number };
type Refusal = { code: number; message: string };

const failed = ({ code, message }: Refusal) => Object.assign(new Error(message), { responseCode: code });

/** A real SMTP server on loopback, with a password. It refuses recipients as scripted and parses what it accepts. */
export async function startMailServer() {
  const user = "films";
  const password = "a password, not a secret";
  const got: GotMail[] = [];
  const refusals = new Map<string, Refusal[]>();
  const signInsRefused: boolean[] = [];
  const silent = new Set<string>();
  const attempts: string[] = [];
  const waiting = new Set<() => void>();
  const changed = () => {
    for (const look of waiting) look();
  };
  const server = new SMTPServer({
    disabledCommands: ["STARTTLS"],
    allowInsecureAuth: true,
    onAuth: (given, _session, done) =>
      given.username === user && given.password === password && !signInsRefused.pop()
        ? done(null, { user })
        : done(failed({ code: 535, message: "The password is wrong" })),
    onRcptTo({ address }, _session, done) {
      attempts.push(address);
      changed();
      if (silent.has(address)) return;
      const told = refusals.get(address);
      const refusal = told?.shift();
      done(refusal ? failed(refusal) : undefined);
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", async () => {
        const raw = Buffer.concat(chunks);
        const to = session.envelope.rcptTo.map(({ address }) => address).join();
        got.push({ to, raw: raw.toString("latin1"), mail: await PostalMime.parse(raw), at: Date.now() });
        done(null, "queued");
        changed();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.server.address();
  const port = address && typeof address === "object" ? address.port : 0;
  const until = <T>(look: () => T[], count: number) =>
    new Promise<T[]>((resolve) => {
      const check = () => {
        const found = look();
        if (found.length < count) return;
        waiting.delete(check);
        resolve(found);
      };
      waiting.add(check);
      check();
    });
  const to = (recipient: string) => got.filter((one) => one.to === recipient);
  return {
    url: `smtp://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}`,
    password,
    /** Refuses the next attempts for a recipient, one by one. */
    refuse: (recipient: string, ...told: Refusal[]) => void refusals.set(recipient, told),
    /** Refuses the next sign-in. */
    refuseSignIn: () => void signInsRefused.push(true),
    /** Never answers for this recipient. */
    silence: (recipient: string) => void silent.add(recipient),
    to,
    /** Resolves with the e-mails to a recipient once there are at least `count`. */
    came: (recipient: string, count = 1) => until(() => to(recipient), count),
    /** Resolves once a recipient was named at least `count` times. */
    attempted: (recipient: string, count = 1) => until(() => attempts.filter((one) => one === recipient), count),
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

export type MailServer = Awaited<ReturnType<typeof startMailServer>>;
