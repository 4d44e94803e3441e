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

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.zmqtt.MqttVersion;
import io.zmqtt.QoS;
import io.zmqtt.internal.packet.PubAck;
import io.zmqtt.internal.packet.PubComp;
import io.zmqtt.internal.packet.PubRec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InheritedIds} in a {@link Session}.
 */
class InheritedIdsTests extends SessionHarness {

	/**
	 * A message of QoS 2 that an earlier process has left under an identifier would make
	 * the peer take a new one for its repeat.
	 */
	@ParameterizedTest
	@EnumSource
	void identifiersOfAnEarlierProcessAreFreedBeforeQos2(MqttVersion version) {
		connect(limits(version), true);
		publish("zero", 0);
		publish("one", 1);
		assertThat(this.sink.take()).containsExactly("PUBLISH zero 0", "PUBLISH one 1");
		Message two = publish("two", 2);
		publish("behind", 1);
		publish("other zero", 0);
		assertThat(this.sink.take()).containsExactlyElementsOf(pubRels(2, 27, "PUBLISH other zero 0"));
		freed(27, 3);
		assertThat(this.sink.take()).isEmpty();
		freed(2, 2);
		assertThat(this.sink.take()).containsExactly("PUBLISH two 2", "PUBLISH behind 3");
		assertThat(this.counters.unknownAcks.sum()).isZero();
		this.session.received(new PubRec(2));
		this.session.received(new PubComp(2));
		assertThat(two.outcome).isEqualTo("SUCCESS");
		this.session.received(new PubAck(3));
		this.sink.take();
		for (int i = 0; i < 9; i++) {
			publish("more", 2);
		}
		assertThat(this.sink.take()).hasSize(9).allMatch((line) -> line.startsWith("PUBLISH more"));
		assertThat(this.session.packetIdsInUse()).isEqualTo(10);
		this.session.received(new PubComp(40));
		assertThat(this.counters.unknownAcks.sum()).isOne();
	}

	@Test
	void identifiersAreAskedForAgainOnTheNextConnection() {
		connect(V5, true);
		publish("two", 2);
		freed(1, 20);
		reconnect(V5, true);
		assertThat(this.sink.take()).containsExactlyElementsOf(pubRels(21, 26));
		freed(21, 26);
		assertThat(this.sink.take()).containsExactly("PUBLISH two 1");
		reconnect(V5, true);
		assertThat(this.sink.take()).containsExactly("PUBLISH two 1 DUP");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void noIdentifiersAreFreedInASessionOfItsOwn(boolean lostLater) {
		connect(V5, lostLater);
		if (lostLater) {
			publish("two", 2);
			this.session.disconnected();
			connect(V5, false);
		}
		else {
			publish("two", 2);
			assertThat(this.sink.take()).containsExactly("PUBLISH two 1");
			reconnect(V5, true);
		}
		publish("other", 2);
		assertThat(this.sink.take()).hasSize(2).noneMatch((line) -> line.startsWith("PUBREL"));
		assertThat(this.session.packetIdsInUse()).isEqualTo(2);
	}

	@Test
	void aPeerThatDoesNotFreeIdentifiersIsTakenAsItIs() {
		long timeout = SessionConfig.of(10, 4).restoreTimeout() / 3;
		connect(V5, true);
		publish("two", 2);
		publish("one", 1);
		assertThat(this.sink.take()).containsExactlyElementsOf(pubRels(1, 26));
		assertThat(this.session.expire(this.now)).isEqualTo(this.now + timeout);
		this.session.expire(this.now + timeout - 1);
		assertThat(this.stalls).isEmpty();
		assertThat(this.sink.take()).isEmpty();
		this.session.expire(this.now + timeout);
		assertThat(this.stalls).containsExactly("inherited unknown, connected");
		assertThat(this.sink.take()).isEmpty();
		reconnect(V5, true);
		assertThat(this.sink.take()).containsExactly("PUBLISH two 1", "PUBLISH one 2");
		this.session.received(new PubComp(20));
		assertThat(this.counters.unknownAcks.sum()).isOne();
		assertThat(this.session.packetIdsInUse()).isEqualTo(2);
	}

	@Test
	void aPeerThatClosesWhenIdentifiersAreFreedIsTakenAsItIs() {
		connect(V5, true);
		publish("two", 2);
		for (int i = 0; i < 3; i++) {
			assertThat(this.sink.take()).containsExactlyElementsOf(pubRels(1, 26));
			assertThat(this.stalls).isEmpty();
			this.session.disconnected();
			this.session.expire(this.now + Long.MAX_VALUE / 2);
			connect(V5, true);
		}
		assertThat(this.stalls).containsExactly("inherited unknown");
		assertThat(this.sink.take()).containsExactly("PUBLISH two 1");
		assertThat(this.session.packetIdsInUse()).isOne();
	}

	@Test
	void noTimePassesWhileAnswersCannotCome() {
		long timeout = SessionConfig.of(10, 4).restoreTimeout() / 3;
		connect(V5, true);
		Message two = publish("two", 2);
		assertThat(this.session.expire(0)).isEqualTo(timeout);
		this.session.reading(false);
		assertThat(this.session.expire(timeout)).as("the end of the hold time").isEqualTo(3 * timeout);
		assertThat(this.session.expire(9 * timeout)).isEqualTo(Long.MAX_VALUE);
		this.session.reading(true);
		assertThat(this.session.expire(10 * timeout)).isEqualTo(11 * timeout);
		freed(1, 1);
		assertThat(this.session.expire(11 * timeout - 1)).as("each answer gives time for the next")
			.isEqualTo(12 * timeout - 1);
		assertThat(this.stalls).isEmpty();
		freed(2, 26);
		assertThat(this.session.expire(12 * timeout)).isEqualTo(Long.MAX_VALUE);
		assertThat(this.sink.take()).endsWith("PUBLISH two 1");
		assertThat(two.outcome).isNull();
	}

	@Test
	void theApplicationAwaitsTheAnswers() {
		connect(V5, true);
		Message two = publish("two", 2);
		two.open = false;
		this.session.expire(0);
		assertThat(two.outcome).isEqualTo("ABANDONED");
		assertThat(this.session.isAwaitingBroker()).isTrue();
		freed(1, 26);
		assertThat(this.session.isAwaitingBroker()).isFalse();
	}

	@Test
	void noIdentifiersAreFreedWhereTheServerHasNoQos2() {
		Limits qos1 = new Limits(MqttVersion.V5, 0xFFFF, Integer.MAX_VALUE, QoS.AT_LEAST_ONCE, true, true, true, false,
				0);
		connect(V5, true);
		publish("two", 2);
		freed(1, 25);
		this.sink.take();
		reconnect(qos1, true);
		assertThat(this.sink.take()).isEmpty();
		assertThat(this.session.isAwaitingBroker()).isFalse();
		assertThat(this.session.expire(Long.MAX_VALUE / 2)).isEqualTo(Long.MAX_VALUE);
		Message refused = publish("refused", 2);
		assertThat(refused.outcome).isEqualTo("UNSUPPORTED");
		for (int i = 0; i < 5; i++) {
			reconnect(qos1, true);
		}
		reconnect(V5, true);
		assertThat(this.sink.take()).containsExactly("PUBREL 26 SUCCESS");
		assertThat(this.stalls).isEmpty();
	}

	/**
	 * What another server has of the client may be of an earlier process, whatever the
	 * server before had.
	 */
	@Test
	void aSessionOfAnotherServerIsInherited() {
		connect(V5, false);
		publish("first", 2);
		this.session.received(new PubRec(1));
		this.session.received(new PubComp(1));
		reconnect("other", true);
		publish("two", 2);
		List<String> written = this.sink.take();
		assertThat(written).hasSize(26).allMatch((line) -> line.startsWith("PUBREL"));
		for (int rounds = 0; written.get(0).startsWith("PUBREL"); rounds++) {
			assertThat(rounds).isLessThan(3);
			written.forEach((line) -> this.session.received(new PubComp(Integer.parseInt(line.split(" ")[1]))));
			written = this.sink.take();
		}
		assertThat(written).singleElement().asString().startsWith("PUBLISH two ");
		reconnect("other", true);
		publish("three", 2);
		assertThat(this.sink.take()).hasSize(2).allMatch((line) -> line.startsWith("PUBLISH"));
		reconnect("server", true);
		publish("four", 2);
		assertThat(this.sink.take()).filteredOn((line) -> line.startsWith("PUBREL")).hasSize(26);
		reconnect("other", false);
		assertThat(this.sink.take()).hasSize(3).allMatch((line) -> line.startsWith("PUBLISH"));
		this.session.clear();
		assertThat(this.session.packetIdsInUse()).isZero();
	}

	@Test
	void aSilentServerIsNotAskedAgain() {
		connect(V5, true);
		publish("two", 2);
		this.session.expire(0);
		this.session.expire(Long.MAX_VALUE / 2);
		assertThat(this.stalls).hasSize(1);
		reconnect("other", true);
		assertThat(this.sink.take()).hasSize(26).allMatch((line) -> line.startsWith("PUBREL"));
		reconnect("server", true);
		assertThat(this.sink.take()).singleElement().asString().startsWith("PUBLISH two ");
	}

	@Test
	void messagesGoOutOnAConnectionThatIsKept() {
		this.goingOn = true;
		connect(V5, true);
		publish("two", 2);
		this.session.expire(0);
		this.session.expire(Long.MAX_VALUE / 2);
		assertThat(this.stalls).containsExactly("inherited unknown, connected");
		assertThat(this.sink.take()).hasSize(27).endsWith("PUBLISH two 1");
		assertThat(this.session.packetIdsInUse()).isOne();
	}

	@Test
	void connectionsThatNobodyWaitsOnDoNotCountAsSilent() {
		connect(V5, true);
		publish("two", 2);
		for (int i = 0; i < 5; i++) {
			assertThat(this.sink.take()).containsExactlyElementsOf(pubRels(1, 26));
			this.session.abandon((message) -> {
			}, (subscribe) -> {
			}, (unsubscribe) -> {
			});
			reconnect(V5, true);
		}
		assertThat(this.stalls).isEmpty();
		assertThat(this.sink.take()).containsExactlyElementsOf(pubRels(1, 26));
	}

	private void freed(int from, int to) {
		for (int id = from; id != to; id += Integer.signum(to - from)) {
			this.session.received(new PubComp(id));
		}
		this.session.received(new PubComp(to));
	}

	private static List<String> pubRels(int from, int to, String... after) {
		return Stream
			.concat(IntStream.rangeClosed(from, to).mapToObj((id) -> "PUBREL " + id + " SUCCESS"), Stream.of(after))
			.toList();
	}

}
