// What is asked of the server: one question at a time; while it is answered the newest waits. Lost ones are asked again.
const PATIENCE = 1500; // ms until what was asked for is asked for again
const ATTEMPTS = 4;

export class Asking {
  // send(question) gives it to Streamlit
  constructor(send) {
    this.send = send;
    this.wanted = null;
    this.flying = 0;
    this.attempts = 0;
  }

  ask(question) {
    this.wanted = question;
    this.attempts = 0;
    if (!this.flying || performance.now() - this.flying > PATIENCE) this.go();
  }

  go() {
    this.attempts += 1;
    this.flying = performance.now();
    clearTimeout(this.clock);
    this.clock = setTimeout(() => this.wanted && this.attempts < ATTEMPTS && this.go(), PATIENCE);
    this.send(this.wanted);
  }

  // The server says what it has answered. Returns whether that is what was wanted last.
  answered(same) {
    this.flying = 0;
    if (!this.wanted || same(this.wanted) || this.attempts >= ATTEMPTS) {
      clearTimeout(this.clock);
      this.wanted = null;
      return true;
    }
    this.go();
    return false;
  }
}
