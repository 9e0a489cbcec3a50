// Two heads side by side.
export class Two {
  static both = true;
  constructor(view, host) {
    this.host = host;
  }
  paint() {}
}
