package io.workstatus.agent.upload;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Set;
import java.util.TreeSet;

/** Whether this machine's ways into the network have changed: then what could not be reached is worth a try at once. */
final class Uplink {

    /** What tells one situation from another. */
    interface Addresses {
        Set<String> now() throws SocketException;
    }

    private final Addresses addresses;
    private Set<String> known = Set.of();

    Uplink(Addresses addresses) {
        this.addresses = addresses;
    }

    /** The addresses of all interfaces that are up and lead anywhere. */
    static Set<String> ofThisMachine() throws SocketException {
        Set<String> found = new TreeSet<>();
        for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
            if (network.isUp() && !network.isLoopback()) {
                network.inetAddresses().map(InetAddress::getHostAddress).forEach(found::add);
            }
        }
        return found;
    }

    /** Whether there is an address that was not there when this was asked the last time. */
    boolean hasNewAddress() {
        Set<String> now;
        try {
            now = addresses.now();
        } catch (SocketException e) {
            return false;
        }
        boolean isNew = !known.containsAll(now);
        known = now;
        return isNew;
    }
}
