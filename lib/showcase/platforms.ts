/**
 * Where a showcase is posted, as data. `safe`: the parts of a full-screen vertical video that the platform's own buttons and
 * captions leave free, as margins in fractions of the frame. `longest`: characters that are read at a glance there.
 */

export type Margins = { top: number; right: number; bottom: number; left: number };
export type Platform = {
  title: string;
  tall: { width: number; height: number; safe: Margins };
  square: { width: number; height: number; safe: Margins };
  longest: { name: number; point: number; action: number };
};

const square = { width: 1080, height: 1080, safe: { top: 0.06, right: 0.06, bottom: 0.06, left: 0.06 } };
const tall = { width: 1080, height: 1920 };

export const platformIds = ["xiaohongshu", "douyin", "instagram"] as const;
export type PlatformId = (typeof platformIds)[number];

export const platforms: Record<PlatformId, Platform> = {
  xiaohongshu: {
    title: "小红书 Xiaohongshu",
    tall: { ...tall, safe: { top: 0.1, right: 0.07, bottom: 0.18, left: 0.07 } },
    square,
    longest: { name: 40, point: 48, action: 24 },
  },
  douyin: {
    title: "抖音 Douyin",
    tall: { ...tall, safe: { top: 0.09, right: 0.13, bottom: 0.23, left: 0.07 } },
    square,
    longest: { name: 40, point: 40, action: 24 },
  },
  instagram: {
    title: "Instagram",
    tall: { ...tall, safe: { top: 0.14, right: 0.07, bottom: 0.35, left: 0.07 } },
    square,
    longest: { name: 48, point: 60, action: 30 },
  },
};
