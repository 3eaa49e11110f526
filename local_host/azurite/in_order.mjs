// Loaded into Azurite (node --import): two ways in which it ends in order.
import { Server } from "node:http";

// Our end of its standard input closes when we end, however that happens: then it stops by itself.
process.stdin.on("end", () => process.kill(process.pid, "SIGTERM")).resume().unref();

// On SIGTERM it writes its data only after every connection is closed, and one that never sent a request stays open
// for a minute: none may outlive the stop by more than a second.
const close = Server.prototype.close;
Server.prototype.close = function (...callback) {
  setTimeout(() => this.closeAllConnections(), 1000).unref();
  return close.apply(this, callback);
};
