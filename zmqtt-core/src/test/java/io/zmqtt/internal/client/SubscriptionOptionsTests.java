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

package io.zmqtt.internal.client;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.zmqtt.FilterOptions;
import io.zmqtt.MqttClient;
import io.zmqtt.MqttClientV5;
import io.zmqtt.MqttInvalidTopicException;
import io.zmqtt.MqttMessage;
import io.zmqtt.MqttSubscription;
import io.zmqtt.MqttUnsupportedException;
import io.zmqtt.MqttVersion;
import io.zmqtt.QoS;
import io.zmqtt.ReasonCode;
import io.zmqtt.RetainHandling;
import io.zmqtt.SubscribeOptions;
import io.zmqtt.SubscriptionSpec;
import io.zmqtt.TopicFilter;
import io.zmqtt.UserProperty;
import io.zmqtt.internal.client.RecordingListener.Restored;
import io.zmqtt.internal.packet.PacketType;
import io.zmqtt.internal.packet.SubAck;
import io.zmqtt.internal.packet.Subscribe;
import io.zmqtt.internal.packet.Subscription;
import io.zmqtt.internal.packet.Unsubscribe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What a subscription asks for filter by filter, and what it gets.
 */
class SubscriptionOptionsTests extends ScriptedTests {

	private static final TopicFilter A = TopicFilter.of("a");

	private static final TopicFilter B = TopicFilter.of("b/#");

	private static String text(MqttSubscription subscription) {
		return subscription.receive(Duration.ofSeconds(2)).map(MqttMessage::text).orElseThrow();
	}

	private static List<Subscription> subscriptions(ScriptedConnection connection, int count) {
		eventually(() -> assertThat(subscriptions(connection)).hasSize(count));
		return subscriptions(connection);
	}

	private static List<Subscription> subscriptions(ScriptedConnection connection) {
		return connection.received(Subscribe.class)
			.stream()
			.flatMap((subscribe) -> subscribe.subscriptions().stream())
			.toList();
	}

	private MqttClientV5 connectedV5() {
		MqttClientV5 client = v5((builder) -> {
		});
		client.connect();
		return client;
	}

	@ParameterizedTest
	@EnumSource
	void eachFilterHasItsQos(MqttVersion version) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client
			.subscribe(SubscriptionSpec.of("a", "c").and("b/#", QoS.EXACTLY_ONCE).withQos(QoS.AT_LEAST_ONCE));
		assertThat(subscriptions(connection, 3)).containsExactlyInAnyOrder(new Subscription("a", QoS.AT_LEAST_ONCE),
				new Subscription("c", QoS.AT_LEAST_ONCE), new Subscription("b/#", QoS.EXACTLY_ONCE));
		assertThat(subscription.grantedQos())
			.isEqualTo(Map.of(A, QoS.AT_LEAST_ONCE, TopicFilter.of("c"), QoS.AT_LEAST_ONCE, B, QoS.EXACTLY_ONCE));
		connection.reset();
		ScriptedConnection next = this.broker.accept();
		assertThat(subscriptions(next, 3)).extracting(Subscription::qos)
			.containsExactlyInAnyOrder(QoS.AT_LEAST_ONCE, QoS.AT_LEAST_ONCE, QoS.EXACTLY_ONCE);
	}

	@Test
	void eachFilterHasItsOptions() {
		MqttClientV5 client = connectedV5();
		ScriptedConnection connection = this.broker.accept();
		client.subscribe(SubscriptionSpec.of("a", "b/#"),
				SubscribeOptions.defaults()
					.withNoLocal(true)
					.withFilter("b/#",
							FilterOptions.defaults()
								.withRetainAsPublished(true)
								.withRetainHandling(RetainHandling.DO_NOT_SEND)));
		Subscription[] expected = { new Subscription("a", QoS.AT_MOST_ONCE, true, false, RetainHandling.SEND),
				new Subscription("b/#", QoS.AT_MOST_ONCE, false, true, RetainHandling.DO_NOT_SEND) };
		assertThat(subscriptions(connection, 2)).containsExactlyInAnyOrder(expected);
		connection.reset();
		assertThat(subscriptions(this.broker.accept(), 2)).containsExactlyInAnyOrder(expected);
	}

	@Test
	void optionsOfAnotherFilterAreRefused() {
		MqttClientV5 client = connectedV5();
		SubscribeOptions options = SubscribeOptions.defaults().withFilter("c", FilterOptions.defaults());
		assertThatIllegalArgumentException().isThrownBy(() -> client.subscribe(SubscriptionSpec.of("a"), options))
			.withMessageContaining("'c'");
		assertThat(this.broker.accept().received(Subscribe.class)).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "$share/g/a", "$queue/a" })
	void noLocalIsRefusedForSharedSubscriptions(String filter) {
		MqttClientV5 client = connectedV5();
		ScriptedConnection connection = this.broker.accept();
		SubscriptionSpec spec = SubscriptionSpec.of("b", filter);
		SubscribeOptions noLocal = SubscribeOptions.defaults().withNoLocal(true);
		assertThatIllegalArgumentException().isThrownBy(() -> client.subscribe(spec, noLocal))
			.withMessageContaining(filter);
		assertThatIllegalArgumentException().isThrownBy(() -> client.subscribeAsync(spec,
				SubscribeOptions.defaults().withFilter(filter, FilterOptions.defaults().withNoLocal(true))));
		client.subscribe(spec, noLocal.withFilter(filter, FilterOptions.defaults()));
		assertThat(subscriptions(connection, 2)).extracting(Subscription::noLocal)
			.containsExactlyInAnyOrder(true, false);
	}

	@Test
	void userPropertiesThatCannotBeSentAreRefused() {
		MqttClientV5 client = connectedV5();
		assertThatIllegalArgumentException().isThrownBy(() -> client.subscribe(SubscriptionSpec.of("a"),
				SubscribeOptions.defaults().withUserProperties(List.of(new UserProperty("k", "\0")))));
		assertThat(this.broker.accept().received(Subscribe.class)).isEmpty();
	}

	// What is granted

	@ParameterizedTest
	@EnumSource
	void theGrantedQosFollowsTheBroker(MqttVersion version) {
		MqttClient client = client(version);
		MqttSubscription subscription = client.subscribe(SubscriptionSpec.of("a", "b/#").withQos(QoS.EXACTLY_ONCE));
		assertThat(subscription.grantedQos()).isEmpty();
		grant(ReasonCode.GRANTED_QOS_1);
		client.connect();
		ScriptedConnection connection = this.broker.accept();
		this.listener.await(Restored.class);
		assertThat(subscription.grantedQos()).isEqualTo(Map.of(A, QoS.AT_LEAST_ONCE, B, QoS.AT_LEAST_ONCE));
		grant(ReasonCode.UNSPECIFIED_ERROR);
		connection.reset();
		connection = this.broker.accept();
		this.listener.await(Restored.class);
		assertThat(subscription.grantedQos()).isEmpty();
		assertThat(subscription.result().reasonCodes())
			.isEqualTo(Map.of(A, ReasonCode.UNSPECIFIED_ERROR, B, ReasonCode.UNSPECIFIED_ERROR));
		grant(ReasonCode.SUCCESS);
		connection.reset();
		this.listener.await(Restored.class);
		assertThat(subscription.grantedQos()).isEqualTo(Map.of(A, QoS.AT_MOST_ONCE, B, QoS.AT_MOST_ONCE));
	}

	private void grant(ReasonCode reasonCode) {
		this.broker.answer(PacketType.SUBSCRIBE, (packet) -> {
			Subscribe subscribe = (Subscribe) packet;
			return new SubAck(subscribe.packetId(),
					subscribe.subscriptions().stream().map((subscription) -> reasonCode).toList());
		});
	}

	// Prefixes

	@ParameterizedTest
	@CsvSource({ "V3_1_1, $share/g/a/+", "V5, $share/g/a/+", "V3_1_1, $queue/a/+", "V5, $exclusive/a/+" })
	void topicsComeWithoutThePrefix(MqttVersion version, String filter) {
		MqttClient client = connected(version);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe(filter);
		assertThat(subscriptions(connection, 1)).extracting(Subscription::topicFilter).containsExactly(filter);
		connection.send(publish("a/b", "works", QoS.AT_MOST_ONCE, 0));
		assertThat(text(subscription)).isEqualTo("works");
		assertThat(subscription.grantedQos()).containsOnlyKeys(TopicFilter.of(filter));
		subscription.close();
		assertThat(connection.expect(Unsubscribe.class).topicFilters()).containsExactly(filter);
		connection.send(publish("a/b", "unrouted", QoS.AT_MOST_ONCE, 0));
		assertAlive(client);
		assertThat(((DefaultMqttClient) client).core().counters().unrouted.sum()).isOne();
	}

	@ParameterizedTest
	@EnumSource
	void otherPrefixesMayBeConfigured(MqttVersion version) {
		MqttClient client = connected(version, (builder) -> builder.strippedPrefixes(List.of("$bridge", "$x/y/")));
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription bridge = client.subscribe("$bridge/a");
		MqttSubscription other = client.subscribe("$x/y/b");
		MqttSubscription plain = client.subscribe("$queue/c");
		assertThat(subscriptions(connection, 3)).extracting(Subscription::topicFilter)
			.containsExactlyInAnyOrder("$bridge/a", "$x/y/b", "$queue/c");
		connection.send(publish("a", "for a", QoS.AT_MOST_ONCE, 0))
			.send(publish("b", "for b", QoS.AT_MOST_ONCE, 0))
			.send(publish("$queue/c", "for c", QoS.AT_MOST_ONCE, 0));
		assertThat(text(bridge)).isEqualTo("for a");
		assertThat(text(other)).isEqualTo("for b");
		assertThat(text(plain)).isEqualTo("for c");
		assertThat(bridge.filters()).singleElement().satisfies((filter) -> {
			assertThat(filter.text()).isEqualTo("$bridge/a");
			assertThat(filter.topicFilter()).isEqualTo("a");
		});
		assertThatExceptionOfType(MqttInvalidTopicException.class).isThrownBy(() -> client.subscribe("$bridge/"));
	}

	@Test
	void prefixesAreChecked() {
		assertThatExceptionOfType(MqttInvalidTopicException.class)
			.isThrownBy(() -> client(MqttVersion.V5, (builder) -> builder.strippedPrefixes(List.of("a/+/"))));
		assertThatExceptionOfType(MqttInvalidTopicException.class)
			.isThrownBy(() -> client(MqttVersion.V5, (builder) -> builder.strippedPrefixes(List.of(""))));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> client(MqttVersion.V5, (builder) -> builder.strippedPrefixes(List.of("$share/g/"))));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> client(MqttVersion.V5, (builder) -> builder.strippedPrefixes(List.of("$share"))));
	}

	// User properties of UNSUBSCRIBE

	@Test
	void unsubscribeSendsUserProperties() {
		MqttClientV5 client = connectedV5();
		ScriptedConnection connection = this.broker.accept();
		List<UserProperty> properties = List.of(new UserProperty("why", "done"), new UserProperty("why", "really"));
		MqttSubscription subscription = client.subscribe("a");
		assertThat(subscription.unsubscribe(properties).reasonCodes()).containsOnlyKeys(A);
		Unsubscribe unsubscribe = connection.expect(Unsubscribe.class);
		assertThat(unsubscribe.userProperties()).isEqualTo(properties);
		assertThat(unsubscribe.topicFilters()).containsExactly("a");
		result(client.subscribe("a").unsubscribeAsync(List.of()));
		assertThat(connection.expect(Unsubscribe.class).userProperties()).isEmpty();
	}

	/**
	 * The connection is lost before the answer: the properties belong to the packet that
	 * is sent again.
	 */
	@Test
	void unsubscribeRepeatsUserProperties() {
		MqttClient client = sessionClient(MqttVersion.V5, (builder) -> {
		});
		client.connect();
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe("a");
		this.broker.manual(PacketType.UNSUBSCRIBE).sessionPresent(true);
		List<UserProperty> properties = List.of(new UserProperty("k", "v"));
		CompletableFuture<?> future = subscription.unsubscribeAsync(properties);
		assertThat(connection.expect(Unsubscribe.class).userProperties()).isEqualTo(properties);
		this.broker.automatic(PacketType.UNSUBSCRIBE);
		connection.reset();
		assertThat(this.broker.accept().expect(Unsubscribe.class).userProperties()).isEqualTo(properties);
		result(future);
	}

	@Test
	void unsubscribeHasNoUserPropertiesOn311() {
		MqttClient client = connected(MqttVersion.V3_1_1);
		ScriptedConnection connection = this.broker.accept();
		MqttSubscription subscription = client.subscribe("a");
		assertThatExceptionOfType(MqttUnsupportedException.class)
			.isThrownBy(() -> subscription.unsubscribe(List.of(new UserProperty("k", "v"))));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> subscription.unsubscribeAsync(List.of(new UserProperty("k", "\0"))));
		assertThat(subscription.isClosed()).isFalse();
		subscription.unsubscribe(List.of());
		connection.expect(Unsubscribe.class);
	}

}
