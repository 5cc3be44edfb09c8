// The broker's clock: the machine's, unless a test stops it and moves it by hand. Tokens and connections go by the machine's.
let standing;

export const clock = {
  now: () => standing ?? Date.now(),
  /** It stands still from here on. @param {number} time milliseconds since 1970 */
  standAt(time) {
    standing = time;
  },
};
