import { Socket } from "node:net";

/**
 * Preloaded into every process that the supervisor starts (`node --import`). File descriptor 3 is a pipe that only the
 * supervisor holds open: it closes when the supervisor ends, even by SIGKILL, and then this process group ends too. The
 * first byte in it says that the database is prepared, which the web process waits for (server/entry/startup-checks.ts).
 */
if (process.env.NEXTSCENE_SUPERVISOR === String(process.ppid)) {
  const pipe = new Socket({ fd: 3, readable: true, writable: false });
  pipe.on("error", () => {});
  pipe.on("close", () => {
    setTimeout(() => process.kill(-process.pid, "SIGKILL"), 3_000);
    process.kill(-process.pid, "SIGTERM");
  });
  globalThis.nextsceneDatabaseReady = new Promise((resolve) => pipe.once("data", resolve));
  globalThis.nextsceneDatabaseReady.then(() => pipe.unref()); // while it is waited for, it keeps the process alive
}
