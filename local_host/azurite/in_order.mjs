// Loaded into Azurite (node --import): two ways in which it ends in order.
import { Server } from "node:http";

// Our end of its standard input closes when we end, however that happens: then it stops by itself.
process.stdin.on("end", () => process.kill(process.pid, "SIGTERM")).resume().unref();

// On SIGTERM it writes its data and waits for every connection to close. One that never sent a request would stay open
// for a minute.
const close = Server.prototype.close;
Server.prototype.close = function (...callback) {
  setTimeout(() => this.closeAllConnections(), 1000).unref();
  return close.apply(this, callback);
};
