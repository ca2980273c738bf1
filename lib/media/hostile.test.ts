import { execFileSync } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { inputArguments, inspect, MediaError, quietly, runTool, sniff, thumbnail } from ".";
import { mediaFolder, tools } from "./testing/made";

/** Hostile files: they name another file, are two kinds at once, or lie about their kind. */

let folder: Awaited<ReturnType<typeof mediaFolder>>;
const path = (name: string) => folder.path(name);
const put = (name: string, bytes: Uint8Array | string) => folder.put(name, bytes);
beforeAll(async () => {
  folder = await mediaFolder();
});
afterAll(() => folder.remove());

describe("files that are not media", () => {
  const ftyp = (brand: string) =>
    Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from(`ftyp${brand}\0\0\0\0${brand}mif1`)]);
  test.each([
    ["hls.mp4", "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"],
    ["concat.jpg", "ffconcat version 1.0\nfile /etc/passwd\n"],
    [
      "dash.mp4",
      '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><BaseURL>/etc/passwd</BaseURL></MPD>',
    ],
    ["sdp.png", "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nm=video 5004 RTP/AVP 96\n"],
    [
      "drawing.png",
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="file:///etc/passwd"/></svg>',
    ],
    ["declared.jpg", '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>'],
    ["paper.jpg", "%PDF-1.7\n%âãÏÓ\n1 0 obj\n<< >>\nendobj\n"],
    ["photo.jpg", ftyp("heic")],
    ["photo2.jpg", ftyp("avif")],
    ["page.mp4", "<!doctype html><title>404</title>"],
    ["text.mp4", "hello"],
    ["empty.mp4", ""],
    ["zeros.mp4", Buffer.alloc(100_000)],
    ["gif.png", Buffer.from("GIF89a\x01\0\x01\0\0\0\0;", "latin1")],
  ])("%s", async (name, bytes) => {
    const file = await put(name, bytes);
    expect(await sniff(file)).toBeNull();
    await expect(inspect(file)).rejects.toMatchObject({ code: "not_media" });
    await expect(thumbnail(file, path("never.webp"), { width: 20 })).rejects.toMatchObject({ name: "MediaError" });
  });
});

describe("a local file does not leak through a file that names it", () => {
  /** Each would show the film beside it if it were followed. */
  const playlists: [string, (target: string) => string][] = [
    ["HLS", (target) => `#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nfile://${target}\n#EXT-X-ENDLIST\n`],
    ["HLS by name", () => "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nfilm.mp4\n#EXT-X-ENDLIST\n"],
    ["ffconcat", (target) => `ffconcat version 1.0\nfile '${target}'\n`],
    ["ffconcat by name", () => "ffconcat version 1.0\nfile film.mp4\n"],
    [
      "DASH",
      (target) =>
        `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT2S"><Period><AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="1"><BaseURL>${target}</BaseURL><SegmentBase/></Representation></AdaptationSet></Period></MPD>`,
    ],
    ["SDP", () => "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n"],
    ["a script of ffmpeg's", (target) => `subfile,,start,0,end,0,,:${target}\n`],
  ];
  const kinds = ["mp4", "webm", "mp3", "wav", "ogg", "flac", "png", "jpg", "webp"];

  test.each(playlists)("%s, with any file name", async (title, text) => {
    for (const kind of kinds) {
      const file = await put(`list.${kind}`, text(path("film.mp4")));
      await expect(inspect(file), `${title} as ${kind}`).rejects.toMatchObject({ code: "not_media" });
      await expect(thumbnail(file, path("out.webp"), { width: 20 })).rejects.toBeInstanceOf(MediaError);
    }
    expect(await readdir(folder.dir)).not.toContain("out.webp");
  });

  // If the first bytes were ever recognized as another kind, the forced demuxer is the second barrier.
  test.each(playlists)("%s, even when it is recognized as a medium", async (_, text) => {
    const file = await put("list.bin", text(path("film.mp4")));
    for (const extension of kinds) {
      const input = inputArguments(file, { type: "video", contentType: "", extension });
      const out = ["-map", "0", "-f", "rawvideo", "-c:v", "rawvideo", "pipe:1"];
      const made = await runTool(tools.ffmpeg, [...quietly, "-nostdin", ...input, ...out]).catch(
        (error: unknown) => error,
      );
      if (made instanceof MediaError) expect(made.code).toBe("tool_failed");
      else expect([extension, (made as { output: Buffer }).output.length]).toEqual([extension, 0]);
    }
  });

  it("without these barriers it would leak: the test's own playlist works", async () => {
    const file = await put("works.txt", "ffconcat version 1.0\nfile film.mp4\n");
    const open = [
      "-v",
      "error",
      "-f",
      "concat",
      "-safe",
      "0",
      "-i",
      file,
      "-frames:v",
      "1",
      "-f",
      "rawvideo",
      "pipe:1",
    ];
    expect(execFileSync(tools.ffmpeg, open, { stdio: "pipe" }).length).toBeGreaterThan(1000);
  });
});

describe("a file of two kinds counts as the kind it begins with, and nothing else of it is read", () => {
  const zip = Buffer.from(`504b0506${"00".repeat(18)}`, "hex");
  const playlist = Buffer.from("\n#EXTM3U\n#EXTINF:2,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n");
  const page = Buffer.from("<html><script>alert(1)</script></html>");
  const film = { contentType: "video/mp4", width: 64, height: 48, duration: 2 };
  test.each<[string, string, Buffer, object]>([
    ["a JPEG that is a ZIP (or a JAR)", "still.jpg", zip, { contentType: "image/jpeg", width: 60, height: 40 }],
    ["a PNG that is a page", "still.png", page, { contentType: "image/png", width: 60, height: 40 }],
    ["a WebP that is a ZIP", "still.webp", zip, { contentType: "image/webp", width: 60, height: 40 }],
    ["an MP4 with a playlist at its end", "film.mp4", playlist, film],
    ["an MP4 that is a ZIP", "film.mp4", zip, film],
  ])("%s", async (_, name, tail, seen) => {
    const both = await put(`both-${name}`, Buffer.concat([await readFile(path(name)), tail]));
    const info = await inspect(both).catch((error: unknown) => error);
    // Data behind the end of a film may also count as damage; it is never read as anything.
    if (info instanceof MediaError) expect([name, info.code]).toEqual(["film.mp4", "not_decodable"]);
    else expect(info).toMatchObject(seen);
  });

  test.each<[string, () => Promise<Buffer>]>([
    ["a GIF that is a JAR", async () => Buffer.concat([Buffer.from("GIF89a\x01\0\x01\0\0\0\0;", "latin1"), zip])],
    [
      "a PDF with a JPEG in it",
      async () => Buffer.concat([Buffer.from("%PDF-1.7\n"), await readFile(path("still.jpg"))]),
    ],
    [
      "a ZIP with a film in it",
      async () => Buffer.concat([Buffer.from("PK\x03\x04"), await readFile(path("film.mp4"))]),
    ],
    ["a page with a film in it", async () => Buffer.concat([page, await readFile(path("film.mp4"))])],
  ])("%s is not a medium", async (_, bytes) => {
    const file = await put("other.mp4", await bytes());
    expect(await sniff(file)).toBeNull();
    await expect(inspect(file)).rejects.toMatchObject({ code: "not_media" });
  });

  it("an MP4's first bytes with a playlist for the rest is damaged", async () => {
    const head = Buffer.concat([Buffer.from([0, 0, 0, 20]), Buffer.from("ftypisom\0\0\x02\0mp41"), playlist]);
    await expect(inspect(await put("head.mp4", head))).rejects.toMatchObject({ code: "not_decodable" });
  });
});

describe("a false header costs nothing", () => {
  it("tables of 268 million frames in 10 KB are refused", async () => {
    const film = await readFile(path("film.mp4"));
    const many = 0x0fff_ffff;
    // The first track's tables: every frame has one byte, one chunk and one length.
    film.writeUInt32BE(1, film.indexOf("stsz") + 8);
    film.writeUInt32BE(many, film.indexOf("stsz") + 12);
    film.writeUInt32BE(many, film.indexOf("stsc") + 16);
    film.writeUInt32BE(many, film.indexOf("stts") + 12);
    const bomb = await put("tables.mp4", film);
    await expect(inspect(bomb, { timeoutMs: 10_000 })).rejects.toBeInstanceOf(MediaError);
  });

  it("1.3 million packets in as many bytes do not block the process", async () => {
    const many = 1_300_000;
    const film = Buffer.concat([await readFile(path("film.mp4")), Buffer.alloc(many)]);
    film.writeUInt32BE(1, film.indexOf("stsz") + 8);
    film.writeUInt32BE(many, film.indexOf("stsz") + 12);
    film.writeUInt32BE(many, film.indexOf("stsc") + 16);
    film.writeUInt32BE(many, film.indexOf("stts") + 12);
    const file = await put("packets.mp4", film);
    let turns = 0;
    let isReading = true;
    const turn = () => {
      turns += 1;
      if (isReading) setTimeout(turn);
    };
    turn();
    await expect(inspect(file, { timeoutMs: 200_000 })).rejects.toBeInstanceOf(MediaError);
    isReading = false;
    expect(turns).toBeGreaterThan(200);
  });

  it("an MP4's duration comes from its frames, not from its header", async () => {
    const film = await readFile(path("film.mp4"));
    const header = film.indexOf("mvhd");
    film.writeUInt32BE(film.readUInt32BE(header + 16) * 3600, header + 20);
    expect(await inspect(await put("false.mp4", film))).toMatchObject({ duration: 2, fps: 25 });
  });

  it("a PNG of 4 billion pixels a side, or of none", async () => {
    for (const size of [0xffff_ffff, 0x7fff_ffff, 0]) {
      const png = await readFile(path("still.png"));
      png.writeUInt32BE(size, 16);
      png.writeUInt32BE(size, 20);
      png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
      await expect(inspect(await put("sides.png", png))).rejects.toBeInstanceOf(MediaError);
    }
  });
});

test.each(["x".repeat(200), "\u202egpj.mp4", "🎬🎬.mp4", "$(id).mp4", "a b'c\"d.mp4", "..mp4", "film.mp4?x=1#y"])(
  "a film named %j is read like any other",
  async (name) => {
    const copy = await put(name, await readFile(path("film.mp4")));
    expect(await inspect(copy)).toMatchObject({ contentType: "video/mp4", duration: 2 });
  },
);
