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

package io.zmqtt.benchmarks.hivemq;

import io.zmqtt.benchmarks.Peer;
import io.zmqtt.benchmarks.PeerConnection;
import io.zmqtt.benchmarks.ProtocolVersion;

/**
 * The same as {@link TunedHiveMqPeer}, but messages are acknowledged when their callback
 * has returned instead of before it is called.
 */
public final class ManualHiveMqPeer implements Peer {

	@Override
	public PeerConnection connect(String host, int port, ProtocolVersion version) {
		return switch (version) {
			case V3_1_1 -> new RxMqtt3(host, port, true);
			case V5_0 -> new RxMqtt5(host, port, true);
		};
	}

}
