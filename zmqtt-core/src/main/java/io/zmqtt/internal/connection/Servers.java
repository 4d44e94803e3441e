/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.zmqtt.internal.connection;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;

import io.zmqtt.ServerAddress;
import io.zmqtt.ServerOrder;

/**
 * The brokers to try, in turn, and the detours on which they send the client.
 */
final class Servers {

	/**
	 * How many server references are followed without a delay between them.
	 */
	static final int MAXIMUM_REFERENCES = 5;

	private final ServerOrder order;

	private final Random random;

	private List<ServerAddress> servers;

	/**
	 * Servers to use instead for one connection.
	 */
	private final Deque<ServerAddress> detour = new ArrayDeque<>(0);

	private int index;

	private int tried;

	private int references;

	Servers(List<ServerAddress> servers, ServerOrder order, Random random) {
		this.servers = servers;
		this.order = order;
		this.random = random;
	}

	ServerAddress current() {
		ServerAddress other = this.detour.peek();
		return (other != null) ? other : this.servers.get(this.index);
	}

	/**
	 * Begin with the first.
	 */
	void reset() {
		shuffle();
		beginRound();
	}

	private void shuffle() {
		this.index = 0;
		if (this.order == ServerOrder.SHUFFLED) {
			List<ServerAddress> shuffled = new ArrayList<>(this.servers);
			Collections.shuffle(shuffled, this.random);
			this.servers = List.copyOf(shuffled);
		}
	}

	/**
	 * Begin a round, after a delay: with the present one, or anew after a whole round if
	 * the order is random.
	 */
	void beginRound() {
		if (this.order == ServerOrder.SHUFFLED && this.tried >= this.servers.size()) {
			shuffle();
		}
		this.tried = 0;
		this.references = 0;
		this.detour.clear();
	}

	/**
	 * Go on after no connection could be made.
	 * @return whether there is one left that was not tried in this round
	 */
	boolean next() {
		this.detour.poll();
		if (!this.detour.isEmpty()) {
			return true;
		}
		this.tried++;
		advance();
		return this.tried < this.servers.size();
	}

	private void advance() {
		this.index = (this.index + 1) % this.servers.size();
	}

	/**
	 * A connection has ended.
	 * @param lasting whether it was good for a while; if not, another server is next
	 */
	void lost(boolean lasting) {
		this.tried = 0;
		if (lasting) {
			this.references = 0;
		}
		else if (this.detour.isEmpty()) {
			advance();
		}
		this.detour.clear();
	}

	/**
	 * Go to other servers.
	 * @param permanent whether for good, or only for one connection
	 * @return whether to go there; not after many references in a row, so that servers
	 * that send the client to and fro do not keep it busy
	 */
	boolean redirect(List<ServerAddress> others, boolean permanent) {
		if (this.references == MAXIMUM_REFERENCES) {
			return false;
		}
		this.references++;
		this.detour.clear();
		if (permanent) {
			this.servers = others;
			this.index = 0;
			this.tried = 0;
		}
		else {
			this.detour.addAll(others);
		}
		return true;
	}

}
