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

package io.zmqtt;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class SubscriptionSpecTests {

	private static final TopicFilter A = TopicFilter.of("a");

	private static final TopicFilter B = TopicFilter.of("b");

	@Test
	void filtersMayHaveTheirOwnQos() {
		SubscriptionSpec spec = SubscriptionSpec.of("a", "c")
			.and("b", QoS.EXACTLY_ONCE)
			.and("c", QoS.AT_MOST_ONCE)
			.withQos(QoS.AT_LEAST_ONCE);
		assertThat(spec.filters()).extracting(TopicFilter::text).containsExactly("a", "c", "b");
		assertThat(spec.qos(A)).isEqualTo(QoS.AT_LEAST_ONCE);
		assertThat(spec.qos(B)).isEqualTo(QoS.EXACTLY_ONCE);
		assertThat(spec.qos(TopicFilter.of("c"))).isEqualTo(QoS.AT_MOST_ONCE);
		assertThat(spec).hasToString("SubscriptionSpec[filters=[a (1), c (0), b (2)], ackMode=AUTO, bufferSize=1000, "
				+ "bufferBytes=16777216, overflow=SUSPEND]");
	}

	@Test
	void everyChangeKeepsTheRest() {
		Comparator<MqttMessage> order = Comparator.comparing(MqttMessage::topic);
		SubscriptionSpec spec = SubscriptionSpec.of("a", QoS.AT_LEAST_ONCE)
			.withOrder(order)
			.withOverflow(OverflowPolicy.DROP_NEWEST)
			.withBufferSize(7)
			.withBufferBytes(8)
			.withAckMode(AckMode.MANUAL)
			.withName("name")
			.withQos(QoS.EXACTLY_ONCE)
			.and(B, QoS.EXACTLY_ONCE);
		assertThat(spec.filters()).containsExactly(A, B);
		assertThat(spec.qos(A)).isEqualTo(QoS.AT_LEAST_ONCE);
		assertThat(spec.qos()).isEqualTo(QoS.EXACTLY_ONCE);
		assertThat(spec.order().orElseThrow()).isSameAs(order);
		assertThat(spec.overflow()).isEqualTo(OverflowPolicy.DROP_NEWEST);
		assertThat(spec.bufferSize()).isEqualTo(7);
		assertThat(spec.bufferBytes()).isEqualTo(8);
		assertThat(spec.ackMode()).isEqualTo(AckMode.MANUAL);
		assertThat(spec.name()).isEqualTo("name");
	}

	@Test
	void sharedFiltersHaveTheGroup() {
		assertThat(SubscriptionSpec.shared("g", "a", "b/#").filters()).extracting(TopicFilter::text)
			.containsExactly("$share/g/a", "$share/g/b/#");
		assertThatExceptionOfType(MqttInvalidTopicException.class)
			.isThrownBy(() -> SubscriptionSpec.shared("g/h", "a"));
		assertThatIllegalArgumentException().isThrownBy(() -> SubscriptionSpec.shared("g"));
	}

	@Test
	void optionsMayDifferByFilter() {
		FilterOptions own = FilterOptions.defaults()
			.withRetainAsPublished(true)
			.withRetainHandling(RetainHandling.DO_NOT_SEND);
		List<UserProperty> properties = List.of(new UserProperty("k", "v"));
		SubscribeOptions options = SubscribeOptions.defaults()
			.withFilter("b", own)
			.withUserProperties(properties)
			.withNoLocal(true)
			.withRetainHandling(RetainHandling.SEND_IF_NEW);
		assertThat(options.filter(A)).isEqualTo(new FilterOptions(true, false, RetainHandling.SEND_IF_NEW));
		assertThat(options.filter(B)).isEqualTo(new FilterOptions(false, true, RetainHandling.DO_NOT_SEND));
		assertThat(options.filters()).isEqualTo(Map.of(B, own));
		assertThat(options.withRetainAsPublished(true).userProperties()).isEqualTo(properties);
		assertThat(FilterOptions.defaults().withNoLocal(true))
			.isEqualTo(new FilterOptions(true, false, RetainHandling.SEND));
	}

}
