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

package io.zmqtt.internal.session;

import java.util.Collections;
import java.util.List;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.zmqtt.MqttVersion;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.internal.packet.AckProperties;
import io.zmqtt.internal.packet.Packet;
import io.zmqtt.internal.packet.PingResp;
import io.zmqtt.internal.packet.PubAck;
import io.zmqtt.internal.packet.PubComp;
import io.zmqtt.internal.packet.PubRec;
import io.zmqtt.internal.packet.PubRel;
import io.zmqtt.internal.packet.SubAck;
import io.zmqtt.internal.packet.UnsubAck;

/**
 * Whatever an application, a server and the network do, in whatever order: a session
 * throws nothing but {@link ProtocolViolation}, keeps what {@link CheckedSession} checks,
 * and comes to rest with a server that behaves.
 */
class SessionFuzzTests {

	private static final ReasonCode[] ACKS = { ReasonCode.SUCCESS, ReasonCode.SUCCESS,
			ReasonCode.NO_MATCHING_SUBSCRIBERS, ReasonCode.QUOTA_EXCEEDED };

	private static final ReasonCode[] SUBSCRIPTIONS = { ReasonCode.SUCCESS, ReasonCode.GRANTED_QOS_2,
			ReasonCode.UNSPECIFIED_ERROR };

	/**
	 * Play.
	 * @param data the version, and what happens
	 */
	@FuzzTest(maxDuration = "30s")
	void plays(byte[] data) {
		Input input = new Input(data);
		int settings = input.next();
		MqttVersion version = ((settings & 1) != 0) ? MqttVersion.V5 : MqttVersion.V3_1_1;
		CheckedSession session = new CheckedSession(version, 1 + (settings >> 1 & 7), 1 + (settings >> 4 & 7),
				input.next());
		while (input.hasNext()) {
			play(session, input);
			session.check();
		}
		session.settle((settings & 0x80) != 0);
	}

	private static void play(CheckedSession session, Input input) {
		switch (input.next(24)) {
			case 0, 1, 2 -> session.publish(input.next(3), (input.next() & 7) == 0, 10 + input.next(20), input.next(8));
			case 3 -> connect(session, input);
			case 4 -> session.disconnected();
			case 5 -> session.receivePublish(input.next(CheckedSession.TOPICS), input.next(3), 1 + input.next(6),
					input.next());
			case 6 ->
				session.receivePublish(input.next(CheckedSession.TOPICS), 1 + input.next(2), 1 + input.next(3), 0);
			case 7, 8 -> receive(session, new PubAck(id(input), ACKS[input.next(ACKS.length)], AckProperties.NONE));
			case 9, 10 -> receive(session, new PubRec(id(input), ACKS[input.next(ACKS.length)], AckProperties.NONE));
			case 11 -> receive(session, new PubComp(id(input)));
			case 12, 13 -> receive(session, new PubRel(id(input)));
			case 14 -> receive(session, new SubAck(id(input), codes(input), AckProperties.NONE));
			case 15 -> receive(session, new UnsubAck(id(input), codes(input), AckProperties.NONE));
			case 16 -> session.subscribe(input.next(CheckedSession.FILTERS), 1 + input.next(2), input.next(3),
					(input.next() & 1) != 0);
			case 17 -> session.unsubscribe(input.next(8), (input.next() & 1) != 0);
			case 18 -> session.finishDelivery(input.next(8), (input.next() & 3) == 0);
			case 19 -> session.acknowledge();
			case 20 -> session.expire(input.next(16));
			case 21 -> session.giveUp(input.next(8));
			case 22 -> session.writable((input.next() & 1) != 0);
			default -> rare(session, input);
		}
	}

	private static void rare(CheckedSession session, Input input) {
		switch (input.next(8)) {
			case 0 -> session.abandon();
			case 1 -> session.clear();
			case 2 -> receive(session, PingResp.INSTANCE);
			case 3 -> session.answerAll();
			case 4 -> session.giveUpReceiver(input.next(8));
			default -> session.finishAll();
		}
	}

	private static void connect(CheckedSession session, Input input) {
		int options = input.next();
		session.connected((options & 1) != 0, 1 + input.next(8), QoS.of(2 - (options >> 1 & 3) % 3), (options & 8) == 0,
				((options & 16) == 0) ? Integer.MAX_VALUE : 15, options >> 5 & 3, options >= 128);
	}

	private static void receive(CheckedSession session, Packet packet) {
		session.receive(packet);
	}

	private static int id(Input input) {
		return 1 + input.next(24);
	}

	private static List<ReasonCode> codes(Input input) {
		ReasonCode code = SUBSCRIPTIONS[input.next(SUBSCRIPTIONS.length)];
		return Collections.nCopies(1 + input.next(3), code);
	}

	/**
	 * Reads numbers from bytes, and 0 where there are none left.
	 */
	private static final class Input {

		private final byte[] data;

		private int at;

		Input(byte[] data) {
			this.data = data;
		}

		boolean hasNext() {
			return this.at < this.data.length;
		}

		int next() {
			return hasNext() ? this.data[this.at++] & 0xFF : 0;
		}

		int next(int bound) {
			return next() % bound;
		}

	}

}
