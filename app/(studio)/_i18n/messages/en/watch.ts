/** Watching a film being made, its shots and their takes. */
export const watch = {
  shots: "The shots",
  open: "Look at {title}",
  choose: "Choose {title}",
  done: "Done",
  retake: "Re-take {title}",
  several: "Re-take several shots",
  chooseShots: "Choose the shots to make again.",
  chooseNone: "Never mind",
  ofShot: "What to make again",
  makeAgain: "{count, plural, =0 {Make again} one {Make # shot again} other {Make # shots again}}",
  compare: "Two takes side by side",
  left: "Take on the left",
  right: "Take on the right",
  filmHere: "The film takes this place when it is ready. You can close this page; the work continues.",
  sound: {
    title: "Sound",
    text: "Plays a quiet tone when a job ends or waits for your review.",
    turnOn: "Turn the sound on",
    turnOff: "Turn the sound off",
  },
} as const;
