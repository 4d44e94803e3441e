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

import io.zmqtt.AckStallPolicy;
import io.zmqtt.ReasonCode;
import io.zmqtt.Routing;
import io.zmqtt.TopicFilter;
import io.zmqtt.conformance.Behaviour;
import io.zmqtt.conformance.Semantics;
import io.zmqtt.internal.packet.PubRel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what {@link Session} does with messages that nobody wants, and with those
 * that nobody acknowledges.
 */
class InboundSessionTests extends SessionHarness {

	private static final long SECOND = 1_000_000_000;

	private static final SessionConfig DEFAULTS = SessionConfig.of(10, 4);

	private static SessionConfig config(int holdMessages, long holdBytes, AckStallPolicy policy) {
		return new SessionConfig(10, true, 100, 0, 0, Routing.ALL, holdMessages, holdBytes, DEFAULTS.holdTime(),
				DEFAULTS.ackStallTimeout(), policy, SECOND, SECOND, SECOND);
	}

	private void configure(SessionConfig config) {
		this.session = new Session(config, this.counters, this.events);
	}

	private void acknowledge(String... expected) {
		this.session.acknowledge();
		assertThat(this.sink.take()).containsExactly(expected);
	}

	// Held messages

	@ParameterizedTest
	@ValueSource(ints = { 1, 2 })
	@Behaviour("U3")
	@Semantics("4.10")
	void messagesOfAResumedSessionWaitForTheirSubscription(int qos) {
		connect(V5, true);
		assertThat(this.expireSoon).isTrue();
		receive("a", qos, 1);
		receive("b", qos, 2);
		receive("a", qos, 3);
		acknowledge();
		assertThat(this.session.expire(29 * SECOND)).isLessThanOrEqualTo(30 * SECOND);
		acknowledge();
		TestRoute route = subscribe("a");
		assertThat(route.delivered).extracting((delivery) -> delivery.packetId()).containsExactly(1, 3);
		route.finishAll();
		String type = (qos == 1) ? "PUBACK " : "PUBREC ";
		acknowledge(type + "1 SUCCESS");
		TestRoute other = subscribe("b");
		other.finishAll();
		acknowledge(type + "2 SUCCESS", type + "3 SUCCESS");
		assertThat(this.counters.unrouted.sum()).isZero();
		assertThat(this.session.unacknowledgedCount()).isZero();
	}

	@Test
	void repeatOfAMessageForNobodyIsAcknowledgedOnce() {
		connect(V5, false);
		receive("nobody", 2, 1);
		receive("nobody", 2, 1);
		assertThat(this.session.unacknowledgedCount()).isOne();
		this.session.acknowledge();
		assertThat(this.sink.take()).containsExactly("PUBREC 1 SUCCESS");
		assertThat(this.counters.repeats.sum()).isOne();
	}

	@Test
	@Behaviour("B29")
	@Semantics("4.10")
	void heldMessagesAreAcknowledgedAfterTheirTime() {
		this.now = 5 * SECOND;
		connect(V5, true);
		receive("a", 1, 1);
		receive("b", 2, 2);
		assertThat(this.session.expire(34 * SECOND)).isEqualTo(35 * SECOND);
		acknowledge();
		this.session.expire(35 * SECOND);
		acknowledge("PUBACK 1 SUCCESS", "PUBREC 2 SUCCESS");
		assertThat(this.unrouted).containsExactly("a", "b");
		assertThat(this.counters.unrouted.sum()).isEqualTo(2);
		receive("c", 1, 3);
		acknowledge("PUBACK 3 SUCCESS");
		TestRoute route = subscribe("#");
		assertThat(route.delivered).isEmpty();
	}

	@Test
	void nothingIsHeldInANewSession() {
		connect(V5, false);
		receive("a", 1, 1);
		acknowledge("PUBACK 1 SUCCESS");
		assertThat(this.unrouted).containsExactly("a");
	}

	@Test
	void messagesOfQos0AreNotHeld() {
		connect(V5, true);
		receive("a", 0, 0);
		assertThat(subscribe("a").delivered).isEmpty();
		assertThat(this.unrouted).containsExactly("a");
	}

	@Test
	@Semantics("4.6")
	void theHoldBufferIsBounded() {
		configure(config(2, Long.MAX_VALUE, AckStallPolicy.REPORT));
		connect(V5, true);
		for (int id = 1; id <= 4; id++) {
			receive("t" + id, 1, id);
		}
		assertThat(this.unrouted).containsExactly("t3", "t4");
		assertThat(subscribe("#").topics()).containsExactly("t1", "t2");
		configure(config(100, 5, AckStallPolicy.REPORT));
		connect(V5, true);
		for (int id = 1; id <= 4; id++) {
			receive("t" + id, 1, id);
		}
		assertThat(subscribe("#").topics()).containsExactly("t1", "t2");
	}

	@Test
	@Semantics({ "4.4", "4.10" })
	void heldMessagesOfQos1ComeAgainAndThoseOfQos2Stay() {
		connect(V5, true);
		receive("one", 1, 1);
		receive("two", 2, 2);
		reconnect(V5, true);
		receive("one", 1, 1);
		receive("two", 2, 2);
		TestRoute route = subscribe("#");
		assertThat(route.topics()).containsExactlyInAnyOrder("one", "two");
		route.finishAll();
		acknowledge("PUBACK 1 SUCCESS", "PUBREC 2 SUCCESS");
		this.session.received(new PubRel(2));
		assertThat(this.sink.take()).containsExactly("PUBCOMP 2 SUCCESS");
	}

	@Test
	void heldMessagesOutliveTheirSession() {
		connect(V5, true);
		receive("a", 1, 1);
		reconnect(V5, false);
		TestRoute route = subscribe("a");
		assertThat(route.topics()).containsExactly("a");
		route.finishAll();
		acknowledge();
		receive("a", 1, 1);
		assertThat(route.delivered).hasSize(2);
	}

	// Stalled acknowledgements

	@ParameterizedTest
	@EnumSource
	@Semantics("4.5")
	void aHeadThatBlocksOthersIsReported(AckStallPolicy policy) {
		configure(config(1, 1, policy));
		connect(V5, false);
		TestRoute route = subscribe("#");
		receive("slow", 1, 1);
		assertThat(this.expireSoon).isTrue();
		this.session.expire(0);
		receive("next", 1, 2);
		receive("last", 1, 3);
		route.delivered.get(1).finish(ReasonCode.SUCCESS);
		for (int second = 10; second < 30; second += 5) {
			long next = this.session.expire(second * SECOND);
			assertThat(next).isBetween(second * SECOND, (second + 8) * SECOND);
		}
		assertThat(this.stalls).isEmpty();
		this.session.expire(40 * SECOND);
		assertThat(this.stalls).containsExactly("slow 2");
		this.session.expire(80 * SECOND);
		assertThat(this.stalls).filteredOn((stall) -> stall.startsWith("slow")).as("once").hasSize(1);
		assertThat(this.counters.ackStalls.sum()).isEqualTo(1);
		if (policy == AckStallPolicy.RELEASE) {
			acknowledge("PUBACK 1 IMPLEMENTATION_SPECIFIC_ERROR", "PUBACK 2 SUCCESS");
			assertThat(this.counters.abandonedAcks.sum()).isEqualTo(1);
			assertThat(route.delivered.get(0).abandoned).isTrue();
			route.delivered.get(0).finish(ReasonCode.SUCCESS);
			acknowledge();
			return;
		}
		acknowledge();
		route.delivered.get(0).finish(ReasonCode.SUCCESS);
		acknowledge("PUBACK 1 SUCCESS", "PUBACK 2 SUCCESS");
		this.session.expire(90 * SECOND);
		assertThat(this.stalls).containsExactly("slow 2", "flowing");
	}

	@Test
	void aHeadThatBlocksNobodyIsNoStall() {
		configure(config(1, 1, AckStallPolicy.REPORT));
		connect(V5, false);
		TestRoute route = subscribe("#");
		receive("slow", 1, 1);
		for (int second = 0; second < 200; second += 5) {
			this.session.expire(second * SECOND);
		}
		assertThat(this.stalls).isEmpty();
		route.finishAll();
		acknowledge("PUBACK 1 SUCCESS");
		assertThat(this.session.expire(200 * SECOND)).isEqualTo(Long.MAX_VALUE);
	}

	@Test
	void aMovingQueueIsNoStall() {
		configure(config(1, 1, AckStallPolicy.REPORT));
		connect(V5, false);
		TestRoute route = subscribe("#");
		receive("m0", 1, 1);
		for (int i = 1; i < 20; i++) {
			receive("m" + i, 1, i + 1);
			this.session.expire(i * 20 * SECOND);
			route.delivered.get(i - 1).finish(ReasonCode.SUCCESS);
			acknowledge("PUBACK " + i + " SUCCESS");
		}
		assertThat(this.stalls).isEmpty();
	}

	// Ended routes

	@ParameterizedTest
	@ValueSource(ints = { 1, 2 })
	@Behaviour("B27")
	@Semantics("4.5")
	void whatAnEndedRouteLeavesIsFinishedForIt(int qos) {
		configure(config(1, 1, AckStallPolicy.REPORT));
		connect(V5, false);
		TestRoute ended = subscribe("a/+");
		TestRoute other = subscribe("a/#");
		receive("a/b", qos, 1);
		receive("a/b/c", qos, 2);
		this.session.unsubscribe(ended, List.of(TopicFilter.of("a/+")), null);
		this.session.giveUp(ended);
		acknowledge();
		other.finishAll();
		String type = (qos == 1) ? "PUBACK " : "PUBREC ";
		this.session.acknowledge();
		assertThat(this.sink.take()).hasSize(2).allMatch((packet) -> packet.startsWith(type));
	}

	@Test
	void handedOverMessagesOfALostConnectionAreForgotten() {
		connect(V5, false);
		TestRoute route = subscribe("#");
		receive("handed", 1, 1);
		receive("waiting", 1, 2);
		receive("twice", 2, 3);
		route.delivered.get(0).handedOver = true;
		route.delivered.get(2).handedOver = true;
		this.session.disconnected();
		assertThat(route.delivered).extracting((delivery) -> delivery.abandoned).containsExactly(true, false, false);
		connect(V5, false);
		assertThat(route.delivered).extracting((delivery) -> delivery.abandoned).containsExactly(true, false, true);
		route.finishAll();
		acknowledge();
	}

}
