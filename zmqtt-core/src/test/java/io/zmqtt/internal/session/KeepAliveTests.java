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

import io.zmqtt.conformance.Behaviour;
import io.zmqtt.conformance.Semantics;
import io.zmqtt.internal.session.KeepAlive.Decision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link KeepAlive}. The keep-alive is 60, the ping timeout 10.
 */
class KeepAliveTests {

	private final KeepAlive keepAlive = new KeepAlive(60, 10, 0);

	@ParameterizedTest
	@CsvSource({ "0, 0, 59, NOTHING, 1", "0, 0, 60, PING, 1", "50, 50, 60, NOTHING, 50", "50, 0, 60, PING, 1",
			"0, 50, 60, PING, 1", "50, 50, 109, NOTHING, 1", "50, 50, 110, PING, 1" })
	@Behaviour("U22")
	void idleInEitherDirectionPings(long written, long read, long now, Decision decision, long delay) {
		this.keepAlive.written(written);
		this.keepAlive.read(read);
		assertThat(this.keepAlive.decide(now, false)).isEqualTo(decision);
		assertThat(this.keepAlive.delay(now)).isEqualTo(delay);
	}

	@Test
	void unansweredPingMeansDead() {
		this.keepAlive.pinged(60);
		assertThat(this.keepAlive.delay(60)).isEqualTo(10);
		assertThat(this.keepAlive.decide(69, false)).isEqualTo(Decision.NOTHING);
		assertThat(this.keepAlive.decide(70, false)).isEqualTo(Decision.DEAD);
	}

	@Test
	void anyPacketAnswersThePing() {
		this.keepAlive.pinged(60);
		this.keepAlive.read(65);
		assertThat(this.keepAlive.decide(100, false)).isEqualTo(Decision.NOTHING);
		assertThat(this.keepAlive.decide(120, false)).isEqualTo(Decision.PING);
	}

	/**
	 * With a ping timeout above the keep-alive the next PINGREQ is due before the wait
	 * for the last one ends.
	 */
	@Test
	void keepAliveHoldsWhileAnAnswerIsAwaited() {
		KeepAlive quick = new KeepAlive(1, 10, 0);
		quick.pinged(1);
		assertThat(quick.delay(1)).isEqualTo(1);
		assertThat(quick.decide(2, false)).isEqualTo(Decision.PING);
		quick.pinged(2);
		assertThat(quick.decide(10, false)).isEqualTo(Decision.PING);
		quick.pinged(10);
		assertThat(quick.delay(10)).isEqualTo(1);
		assertThat(quick.decide(11, false)).isEqualTo(Decision.DEAD);
	}

	@Test
	@Semantics("4.8")
	void suspendedClientPingsButAwaitsNoAnswer() {
		this.keepAlive.pinged(60);
		assertThat(this.keepAlive.decide(75, true)).isEqualTo(Decision.NOTHING);
		assertThat(this.keepAlive.decide(120, true)).isEqualTo(Decision.PING);
		this.keepAlive.pinged(120);
		assertThat(this.keepAlive.decide(140, true)).isEqualTo(Decision.NOTHING);
		// reading again: the peer gets its time to answer
		assertThat(this.keepAlive.decide(141, false)).isEqualTo(Decision.NOTHING);
	}

	@Test
	@Behaviour("B1")
	void zeroMeansNever() {
		KeepAlive off = new KeepAlive(0, 10, 0);
		assertThat(off.decide(Long.MAX_VALUE / 2, false)).isEqualTo(Decision.NOTHING);
		assertThat(off.delay(Long.MAX_VALUE / 2)).isEqualTo(Long.MAX_VALUE);
	}

}
