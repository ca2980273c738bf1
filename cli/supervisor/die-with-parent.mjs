import { Socket } from "node:net";

/**
 * Preloaded into every process the supervisor starts (`node --import`). File descriptor 3 is a pipe that only the
 * supervisor holds open: when it ends the supervisor is gone, even by SIGKILL, and this process and what it started go too.
 * Each process leads a group of its own, so the whole group is reached by one signal.
 */
if (process.env.NEXTSCENE_SUPERVISOR === String(process.ppid)) {
  const pipe = new Socket({ fd: 3, readable: true, writable: false });
  pipe.on("error", () => {});
  pipe.on("close", () => {
    setTimeout(() => process.kill(-process.pid, "SIGKILL"), 3_000);
    process.kill(-process.pid, "SIGTERM");
  });
  pipe.resume();
  pipe.unref();
}
