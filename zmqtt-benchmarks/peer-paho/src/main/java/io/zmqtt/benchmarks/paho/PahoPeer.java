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

package io.zmqtt.benchmarks.paho;

import io.zmqtt.benchmarks.Peer;
import io.zmqtt.benchmarks.PeerConnection;
import io.zmqtt.benchmarks.ProtocolVersion;

/**
 * The Eclipse Paho clients by their asynchronous interfaces, set up to be fast: messages
 * in flight kept in memory, up to 65,535 of them, and sockets that send at once.
 */
public final class PahoPeer implements Peer {

	static final int MAX_WINDOW = 65535;

	@Override
	public PeerConnection connect(String host, int port, ProtocolVersion version) {
		return switch (version) {
			case V3_1_1 -> Paho3.connect(host, port);
			case V5_0 -> Paho5.connect(host, port);
		};
	}

}
