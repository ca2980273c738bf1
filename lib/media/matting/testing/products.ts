import { createCanvas, type SKRSContext2D } from "@napi-rs/canvas";

/** Drawn products with their exact alpha, over backgrounds that make it hard. */

type Draw = (c: SKRSContext2D) => void;
const side = 640;

const shaded = (c: SKRSContext2D, from: number, to: number, colours: string[]) => {
  const gradient = c.createLinearGradient(from, 0, to, 0);
  for (const [i, colour] of colours.entries()) gradient.addColorStop(i / (colours.length - 1), colour);
  return gradient;
};

const subjects: Record<string, Draw> = {
  bottle: (c) => {
    c.fillStyle = shaded(c, 240, 400, ["#0d3b2a", "#2f8f6a", "#9fe0c4", "#2f8f6a", "#0b2f22"]);
    c.beginPath();
    c.roundRect(240, 220, 160, 340, 26);
    c.fill();
    c.beginPath();
    c.roundRect(285, 110, 70, 130, 10);
    c.fill();
    c.fillStyle = "#e8d9b0";
    c.fillRect(240, 340, 160, 120);
    c.fillStyle = "#20302a";
    c.fillRect(262, 372, 116, 12);
    c.fillRect(276, 402, 88, 8);
  },
  mug: (c) => {
    c.strokeStyle = shaded(c, 420, 520, ["#b03326", "#e0604c", "#9c2a1e"]);
    c.lineWidth = 20;
    c.beginPath();
    c.arc(430, 350, 78, -1.3, 1.3);
    c.stroke();
    c.fillStyle = shaded(c, 190, 440, ["#8f251a", "#e0604c", "#c9402e", "#7d1f16"]);
    c.beginPath();
    c.roundRect(190, 210, 250, 280, 24);
    c.fill();
    c.fillStyle = "#f4e9dc";
    c.beginPath();
    c.ellipse(315, 216, 125, 26, 0, 0, 7);
    c.fill();
  },
  jar: (c) => {
    c.fillStyle = shaded(c, 200, 440, ["#d9d9d6", "#ffffff", "#f2f2ef", "#c4c4c0"]);
    c.beginPath();
    c.roundRect(200, 280, 240, 220, 36);
    c.fill();
    c.fillStyle = shaded(c, 190, 450, ["#a8a8a4", "#e2e2de", "#8f8f8a"]);
    c.beginPath();
    c.roundRect(190, 210, 260, 80, 14);
    c.fill();
  },
  phone: (c) => {
    c.fillStyle = "#15171c";
    c.beginPath();
    c.roundRect(220, 90, 200, 450, 34);
    c.fill();
    c.fillStyle = shaded(c, 232, 408, ["#27408b", "#7d5ba6", "#e07a5f"]);
    c.beginPath();
    c.roundRect(232, 104, 176, 422, 24);
    c.fill();
  },
};

const backgrounds: Record<string, Draw> = {
  plain: (c) => {
    c.fillStyle = "#d8cfc2";
    c.fillRect(0, 0, side, side);
  },
  white: (c) => {
    c.fillStyle = shaded(c, 0, side, ["#fafafa", "#ffffff", "#f0f0f0"]);
    c.fillRect(0, 0, side, side);
  },
  wood: (c) => {
    for (let y = 0; y < side; y++) {
      const tone = 24 * Math.sin(y / 9) + 12 * Math.sin(y / 2.3 + Math.sin(y / 31));
      c.fillStyle = `rgb(${150 + tone},${105 + tone * 0.8},${70 + tone * 0.6})`;
      c.fillRect(0, y, side, 1);
    }
  },
  grass: (c) => {
    let seed = 7;
    const random = () => {
      seed = (seed * 16_807) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    c.fillStyle = "#3c5a2a";
    c.fillRect(0, 0, side, side);
    for (let i = 0; i < 9000; i++) {
      c.strokeStyle = `rgb(${40 + 60 * random()},${80 + 90 * random()},${30 + 40 * random()})`;
      const [x, y] = [side * random(), side * random()];
      c.beginPath();
      c.moveTo(x, y);
      c.lineTo(x + 12 * random() - 6, y - 18 * random());
      c.stroke();
    }
  },
};

export const productNames = Object.keys(subjects);
export const backgroundNames = Object.keys(backgrounds);

/** A picture of a product, and its alpha, one byte a pixel; without a product only the background. */
export function drawProduct(product: string | null, background: string) {
  const [seen, alone] = [createCanvas(side, side), createCanvas(side, side)];
  backgrounds[background]?.(seen.getContext("2d"));
  if (product) {
    const c = seen.getContext("2d");
    c.save();
    c.filter = "blur(14px)";
    c.fillStyle = "rgba(0,0,0,0.25)";
    c.fillRect(210, 480, 220, 70); // a soft shadow, which is no part of the product
    c.restore();
    subjects[product]?.(c);
    subjects[product]?.(alone.getContext("2d"));
  }
  const pixels = alone.getContext("2d").getImageData(0, 0, side, side).data;
  const alpha = Uint8Array.from({ length: side * side }, (_, i) => pixels[4 * i + 3] ?? 0);
  return { png: seen.toBuffer("image/png"), alpha, side };
}
