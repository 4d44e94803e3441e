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

package io.zmqtt.spring.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.core.annotation.AliasFor;
import org.springframework.messaging.handler.annotation.MessageMapping;

/**
 * Marks a method that receives the messages of one or more topic filters.
 *
 * <pre class="code">
 * &#64;MqttListener("home/{room}/temperature")
 * void onTemperature(Reading reading, &#64;DestinationVariable String room) {
 *     ...
 * }
 * </pre>
 * <p>
 * Parameters of the method may be
 * <ul>
 * <li>the payload, converted to the type of the parameter: {@code byte[]},
 * {@code String}, or what JSON can be read as;
 * {@link org.springframework.messaging.handler.annotation.Payload @Payload} is needed
 * only for {@code required = false} and the like. An empty payload is an empty array or
 * text, and a failure for other types, unless the payload is not required or the
 * parameter is an {@link java.util.Optional};</li>
 * <li>{@link org.springframework.messaging.handler.annotation.DestinationVariable @DestinationVariable},
 * the value of a variable of the topic template;</li>
 * <li>{@link org.springframework.messaging.handler.annotation.Header @Header} and
 * {@link org.springframework.messaging.handler.annotation.Headers @Headers}, see
 * {@link io.zmqtt.spring.support.MqttHeaders};</li>
 * <li>{@link org.springframework.messaging.Message} with a converted payload, and
 * {@link io.zmqtt.MqttMessage}, its {@link io.zmqtt.PublishProperties}, and
 * {@link io.zmqtt.spring.listener.MqttAcknowledgment}.</li>
 * </ul>
 * <p>
 * What the method returns is sent to the response topic of the message, or else to the
 * topic of {@link org.springframework.messaging.handler.annotation.SendTo @SendTo} on the
 * method or its class, which may have the variables of the topic template.
 * <p>
 * Messages are handled one after the other. Each is acknowledged when the method has
 * returned or thrown; what it throws is logged.
 * <p>
 * All attributes may contain <code>${...}</code> placeholders and <code>#{...}</code>
 * expressions. The annotation may be repeated, and may be used on other annotations.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@MessageMapping
@Repeatable(MqttListeners.class)
public @interface MqttListener {

	/**
	 * Alias for {@link #topics()}.
	 * @return topic templates
	 */
	@AliasFor("topics")
	String[] value() default {};

	/**
	 * The topic filters to listen to. A level may be a variable:
	 * <code>home/{room}/+/#</code>. An element that is nothing but a placeholder,
	 * <code>${topics}</code>, may stand for several topics with commas in between, or for
	 * none; an expression may give an array or a collection of topics.
	 * @return topic templates
	 * @see io.zmqtt.TopicTemplate
	 */
	@AliasFor("value")
	String[] topics() default {};

	/**
	 * The unique identifier of the listener, by which logs name it and the registry finds
	 * it. Default: made of the names of the bean and the method.
	 * @return the identifier
	 */
	String id() default "";

	/**
	 * The highest QoS at which the broker delivers: 0, 1 or 2. Default: that of the
	 * container factory, which is 1 unless configured otherwise.
	 * @return the quality of service
	 */
	String qos() default "";

	/**
	 * The group that shares the messages: each goes to one of its members (MQTT 5.0,
	 * section 4.8.2). Many brokers offer it for MQTT 3.1.1 too. Default: none.
	 * @return the share name
	 */
	String group() default "";

	/**
	 * Whether messages that the same client publishes are left out. MQTT 5 only, and not
	 * with a group. Default: false.
	 * @return {@code true} or {@code false}
	 */
	String noLocal() default "";

	/**
	 * Whether messages keep the RETAIN flag they were published with. MQTT 5 only.
	 * Default: false.
	 * @return {@code true} or {@code false}
	 */
	String retainAsPublished() default "";

	/**
	 * When the broker sends retained messages, by the names of
	 * {@link io.zmqtt.RetainHandling}, in which case and {@code -} for {@code _} do not
	 * matter. MQTT 5 only. Default: at each subscribe.
	 * @return a name
	 */
	String retainHandling() default "";

	/**
	 * How many messages are handled at a time. Those of one topic keep their order.
	 * Default: that of the container factory, which is 1 unless configured otherwise.
	 * @return a number of at least 1
	 */
	String concurrency() default "";

	/**
	 * When messages are acknowledged, by the names of {@link io.zmqtt.AckMode}, in which
	 * case and {@code -} for {@code _} do not matter. With {@code manual} the method has
	 * a parameter of the type {@link io.zmqtt.spring.listener.MqttAcknowledgment}.
	 * Default: that of the container factory, which is {@code auto} unless configured
	 * otherwise.
	 * @return a name
	 */
	String ackMode() default "";

	/**
	 * How many messages may wait for the listener. Default: that of the container
	 * factory, which is 1,000 unless configured otherwise.
	 * @return a number of at least 1
	 */
	String bufferSize() default "";

	/**
	 * What is done with messages of QoS 0 when the buffer is full, by the names of
	 * {@link io.zmqtt.OverflowPolicy}, in which case and {@code -} for {@code _} do not
	 * matter. Default: that of the container factory, which is {@code suspend} unless
	 * configured otherwise.
	 * @return a name
	 */
	String overflow() default "";

	/**
	 * The bean name of the {@link io.zmqtt.spring.listener.MqttListenerErrorHandler} of
	 * this listener, or an expression that gives it. Default: none.
	 * @return a bean name
	 */
	String errorHandler() default "";

	/**
	 * Whether the listener starts with the application context. Default: that of the
	 * container factory, which is true unless configured otherwise.
	 * @return {@code true} or {@code false}
	 */
	String autoStartup() default "";

	/**
	 * The bean name of the client to listen with. Default: the client of the container
	 * factory.
	 * @return a bean name
	 */
	String client() default "";

	/**
	 * The bean name of the container factory, or an expression that gives it. Default:
	 * {@code mqttListenerContainerFactory}.
	 * @return a bean name
	 */
	String containerFactory() default "";

}
