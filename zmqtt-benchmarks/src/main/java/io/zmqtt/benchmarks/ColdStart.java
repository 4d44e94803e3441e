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

package io.zmqtt.benchmarks;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A new JVM that connects, subscribes, publishes one message and prints a line when it
 * comes back.
 */
final class ColdStart {

	static final String LINE = "echo";

	private ColdStart() {
	}

	/**
	 * Do so.
	 * @param args the class name of the {@link Peer} and the broker's port
	 * @throws Exception if it fails
	 */
	public static void main(String[] args) throws Exception {
		Peer peer = (Peer) Class.forName(args[0]).getConstructor().newInstance();
		PeerConnection connection = peer.connect(PeerMain.HOST, Integer.parseInt(args[1]), ProtocolVersion.V3_1_1);
		CountDownLatch arrived = new CountDownLatch(1);
		connection.subscribe(Reflection.TOPIC, 1, (payload) -> arrived.countDown());
		connection.publish(Reflection.TOPIC, 1, new byte[16], (result, failure) -> {
		});
		if (!arrived.await(20, TimeUnit.SECONDS)) {
			System.exit(1);
		}
		System.out.println(LINE);
		System.exit(0);
	}

}
