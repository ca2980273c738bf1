import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";

/** Creates a file that belongs to this process; false if it belongs to another one that still runs, or already to this one. */
export function takeLock(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    const owner = existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
    if (owner && !isAlive(owner)) rmSync(file, { force: true }); // the next try gets it
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"; // the process of another user
  }
}
