/** Weather, drawn as SVG and composited over a picture with `screen`. */
const WEATHER = {
  stars(random, { width, height }) {
    return many(70, () => {
      const y = random() ** 1.8 * height * 0.5;
      const fade = 1 - y / (height * 0.5);
      return dot(random() * width, y, 0.5 + random() ** 4 * 1.6, "#e8eeff", (0.25 + random() * 0.6) * fade);
    });
  },
  snow(random, { width, height }) {
    return many(190, () => {
      const near = random() ** 3;
      return dot(random() * width, random() * height, 1 + near * 6, "#fff", 0.75 - near * 0.5, near > 0.25);
    });
  },
  rain(random, { width, height }) {
    return many(230, () => {
      const near = random() ** 2;
      const length = (0.025 + near * 0.06) * height;
      const x = random() * width * 1.1;
      const y = random() * height - length / 2;
      const ink = `stroke="#cfdbe6" stroke-width="${(0.5 + near).toFixed(2)}" stroke-opacity="${(0.12 + near * 0.22).toFixed(2)}"`;
      return `<path d="M${x.toFixed(1)} ${y.toFixed(1)}l${(-length * 0.18).toFixed(1)} ${length.toFixed(1)}" ${ink}/>`;
    });
  },
  haze(random, { width, height }) {
    return many(9, () => {
      const across = (0.3 + random() * 0.5) * width;
      const y = (0.42 + random() * 0.5) * height;
      const at = `cx="${(random() * width).toFixed(0)}" cy="${y.toFixed(0)}"`;
      const size = `rx="${across.toFixed(0)}" ry="${((0.06 + random() * 0.1) * height).toFixed(0)}"`;
      return `<ellipse ${at} ${size} fill="url(#puff)" opacity="${(0.1 + random() * 0.18).toFixed(2)}"/>`;
    });
  },
  embers(random, { width, height }) {
    return many(46, () => {
      const near = random() ** 4;
      return dot(random() * width, random() * height, 0.8 + near * 5, "#ffb46a", 0.7 - near * 0.45, near > 0.2);
    });
  },
} satisfies Record<string, (random: () => number, frame: { width: number; height: number }) => string>;

export type Weather = keyof typeof WEATHER;

function many(count: number, draw: () => string): string {
  return Array.from({ length: count }, draw).join("");
}

function dot(x: number, y: number, r: number, fill: string, opacity: number, soft = false): string {
  const at = `cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${r.toFixed(2)}"`;
  return `<circle ${at} fill="${fill}" fill-opacity="${opacity.toFixed(2)}"${soft ? ' filter="url(#soft)"' : ""}/>`;
}

export function weatherLayer(weather: Weather, frame: { width: number; height: number }, random: () => number): string {
  const unit = Math.min(frame.width, frame.height) / 768;
  // A gradient instead of a blur: wide blurs are slow.
  const inks = `<filter id="soft" x="-1" y="-1" width="3" height="3"><feGaussianBlur stdDeviation="1.6"/></filter>
    <radialGradient id="puff"><stop offset="0" stop-color="#f3f1ec"/><stop offset=".4" stop-color="#f3f1ec" stop-opacity=".55"/>
    <stop offset="1" stop-color="#f3f1ec" stop-opacity="0"/></radialGradient>`;
  // Drawn for a frame 768 high and scaled, so that a flake has the same size in every frame.
  const drawn = WEATHER[weather](random, { width: frame.width / unit, height: frame.height / unit });
  return `<defs>${inks}</defs><g transform="scale(${unit.toFixed(4)})">${drawn}</g>`;
}
